using KestrelTcp.Configuration;

namespace KestrelTcp.Cli;

/// <summary>What is said once everything listens: at most ten lines, and one thing to try.</summary>
internal static class Banner
{
    private const int _mostServers = 4;

    public static void Write(ServiceOptions options, TextWriter output)
    {
        output.WriteLine($"KestrelTcp {ProductVersion.Text} (pid {Environment.ProcessId}) serves {Path.GetFileName(options.Path)}");
        foreach (var server in options.Tcp.Servers.Take(_mostServers))
        {
            var pool = server.Pool ?? options.Tcp.Pool;
            output.WriteLine($"  {server.Name,-12} {server.Address}  {pool.NumWorkers} x {string.Join(' ', pool.Command ?? options.Server.Command)}");
        }

        if (options.Tcp.Servers.Count > _mostServers)
        {
            output.WriteLine($"  ... and {options.Tcp.Servers.Count - _mostServers} more servers");
        }

        if (options.Status is { } status)
        {
            output.WriteLine($"  dashboard    {Url(status.Address)}/");
            output.WriteLine($"  health       {Url(status.Address)}/health  {Url(status.Address)}/ready");
        }

        if (options.Metrics is { } metrics)
        {
            output.WriteLine($"  metrics      {Url(metrics.Address)}/metrics");
        }

        if (Suggestion(options) is { } suggestion)
        {
            output.WriteLine($"Try: {suggestion}");
        }
    }

    private static string? Suggestion(ServiceOptions options)
    {
        var smtp = options.Tcp.Servers.FirstOrDefault(server => server.Name == "smtp" && server.Address.UnixPath is null);
        if (smtp is not null)
        {
            var tls = smtp.Tls switch { null => "", { Mode: TlsMode.Implicit } => "--tls-on-connect ", _ => "--tls " };
            return $"swaks {tls}--server {Host(smtp.Address)}:{smtp.Address.Port} --to you@example.org";
        }

        // Records are not typed by hand.
        if (options.Tcp.Servers.FirstOrDefault(server => server.Framing is not (FramingKind.Length or FramingKind.Fixed)) is not { } server)
        {
            return null;
        }

        if (server.Tls is { Mode: TlsMode.Implicit })
        {
            return $"openssl s_client -quiet -crlf -connect {(server.Address.UnixPath is { } file ? "unix:" + file : $"{Host(server.Address)}:{server.Address.Port}")}";
        }

        return server.Address.UnixPath is { } path ? $"nc -U {path}" : $"nc -C {Host(server.Address)} {server.Address.Port}";
    }

    private static string Url(ListenAddress address) =>
        address.UnixPath is { } path ? "unix://" + path : $"http://{Host(address)}:{address.Port}";

    private static string Host(ListenAddress address) => address.Host switch
    {
        "" or "0.0.0.0" or "::" => "127.0.0.1",
        var v6 when v6.Contains(':', StringComparison.Ordinal) => $"[{v6}]",
        var host => host,
    };
}
