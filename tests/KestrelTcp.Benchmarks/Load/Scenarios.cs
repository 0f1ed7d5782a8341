using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>All scenarios, the most telling first.</summary>
internal static class Scenarios
{
    private const int _kilobyte = 1 << 10;
    private const int _megabyte = 1 << 20;

    public static IReadOnlyList<IScenario> All() =>
    [
        new EchoScenario("echo-64", Native(1), new ClientPlan { Port = 0 }, Figure.Rate(Target.RatioAtLeast(0.95)), Figure.Cpu(Target.RatioAtMost(0.95))),
        new EchoScenario("php-64", Php(2), new ClientPlan { Port = 0 }, Figure.Rate(Target.RatioAtLeast(0.65))),
        new EchoScenario("echo-512", Native(2), new ClientPlan { Port = 0, Connections = 512 }, Figure.Rate(Target.RatioAtLeast(1.1))),
        new EchoScenario("php-1", Php(2), new ClientPlan { Port = 0, Connections = 1 }, Figure.P50(Target.RatioAtMost(1.8))),
        new MemoryScenario(10_000),
        .. Large(64 * _kilobyte, "64k", 8),
        .. Large(_megabyte, "1m", 8),
        .. Large(16 * _megabyte, "16m", 4),
        Short("short-1", Native(1)),
        Short("short-2", Native(2)),
        Short("short-php-1", Php(1)),
        Short("short-php-2", Php(2)),
        Mixed("mixed-100", 100),
        Mixed("mixed-10", 10),
        new EchoScenario("pipelined-16", Native(1) with { Framing = "split" }, new ClientPlan { Port = 0, Connections = 16, Depth = 16 }, Figure.Rate()),
    ];

    private static ServerSetup Native(int workers) => new() { Command = NativeWorker.Command, Workers = workers };

    private static ServerSetup Php(int workers) => new() { Command = ["php", Repository.PhpEcho], Workers = workers };

    private static IEnumerable<IScenario> Large(int bytes, string name, int connections) =>
        new[] { "batch", "split" }.Select(framing => new EchoScenario(
            $"large-{name}-{framing}",
            Native(1) with { Framing = framing },
            new ClientPlan { Port = 0, Connections = connections, Bytes = bytes, WarmUp = 1 },
            Figure.Throughput(Target.RatioAtLeast(0.45))));

    private static EchoScenario Short(string name, ServerSetup setup) =>
        new(name, setup, new ClientPlan { Port = 0, Reconnect = true }, Figure.Connections());

    private static EchoScenario Mixed(string name, int slowOneIn) =>
        new(name, Native(2), new ClientPlan { Port = 0, Connections = 16, SlowOneIn = slowOneIn }, Figure.P99(Target.RatioAtMost(1.2)), Figure.P50(), Figure.Rate())
        {
            Other = Native(2) with { Prefetch = "0" },
            Against = "prefetch 0",
        };
}
