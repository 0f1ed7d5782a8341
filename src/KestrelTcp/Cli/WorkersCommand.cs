using System.CommandLine;
using System.Globalization;
using KestrelTcp.Rpc.Messages;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp workers</c>: the pools' workers.</summary>
internal static class WorkersCommand
{
    private const string _plugin = "tcp";

    public static Command Make(Func<ParseResult, CommonOptions> enter)
    {
        var again = new Option<bool>("--interactive", "-i") { Description = "Refresh every second until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "As JSON, for scripts." };
        var verb = RpcVerb.Make(
            "workers", "Shows the running server's workers. Example: kestreltcp workers -i", enter,
            (parsed, client, cancellation) => parsed.GetValue(json)
                ? PrintAsync(client, cancellation)
                : TableDisplay.ShowAsync(token => ReadAsync(client, token), parsed.GetValue(again), cancellation));
        verb.Add(again);
        verb.Add(json);
        return verb;
    }

    public static TextTable Table(IReadOnlyList<WorkerEntry> workers) => new(
        $"Workers of [{_plugin}]:",
        ["PID", "STATUS", "EXECS", "MEMORY", "CPU%", "CREATED"],
        [
            .. workers.Select(worker => new[]
            {
                worker.Pid.ToString(CultureInfo.InvariantCulture),
                worker.StatusText,
                Humanly.Number(worker.Executions),
                Humanly.Size(worker.Memory),
                Humanly.Percent(worker.CpuPercent),
                Humanly.Ago(worker.Created),
            }),
        ]);

    private static async Task<TextTable> ReadAsync(RpcClient client, CancellationToken cancellation) =>
        Table(await client.WorkersAsync(_plugin, cancellation) ?? []);

    private static async Task<int> PrintAsync(RpcClient client, CancellationToken cancellation)
    {
        await Console.Out.WriteLineAsync(await client.JsonAsync("informer.Workers", $"\"{_plugin}\"", cancellation));
        return 0;
    }
}
