using System.Text.Json;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>What our server is to run with.</summary>
internal sealed record ServerSetup
{
    public required IReadOnlyList<string> Command { get; init; }

    public int Workers { get; init; } = 1;

    public string Framing { get; init; } = "batch";

    public string Prefetch { get; init; } = "auto";

    /// <summary>What is to be different, as in <c>tcp.pool.dispatch=sticky</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    public string LogLevel { get; init; } = "error";

    public string ToYaml(int port, int sidePort) =>
        $"""
         version: "3"
         server:
           command: [{string.Join(", ", Command.Select(word => JsonSerializer.Serialize(word)))}]
         tcp:
           servers:
             bench:
               addr: 127.0.0.1:{port}
               framing: {Framing}
           pool:
             num_workers: {Workers}
             prefetch: {Prefetch}
         status:
           address: 127.0.0.1:{sidePort}
         metrics:
           address: 127.0.0.1:{sidePort}
         logs:
           level: {LogLevel}
         endure:
           grace_period: 10s
         """;
}
