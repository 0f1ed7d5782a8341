using System.CommandLine;
using System.Globalization;
using KestrelTcp.Rpc.Messages;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp workers</c>: the pools' workers.</summary>
internal static class WorkersCommand
{
    private const string _plugin = "tcp";

    public static Command Make()
    {
        var again = new Option<bool>("--interactive", "-i") { Description = "Refresh every second until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "As JSON, for scripts." };
        var verb = new Verb(
            "workers", "Shows the running server's workers.",
            ("kestreltcp workers -i", "again every second"),
            ("kestreltcp workers --json | jq '.workers[].pid'", "their process ids"))
        {
            again,
            json,
        };
        return verb.WithRpc((parsed, client, cancellation) => parsed.GetValue(json)
            ? PrintAsync(client, cancellation)
            : TableDisplay.ShowAsync((most, token) => ReadAsync(client, most, token), int.MaxValue, parsed.GetValue(again), cancellation));
    }

    /// <summary>As RoadRunner shows them; where there are several pools, with what each worker runs.</summary>
    public static TextTable Table(IReadOnlyList<WorkerEntry> workers, int most)
    {
        var several = workers.Select(worker => worker.Command).Distinct().Skip(1).Any();
        return new TextTable(
            $"Workers of [{_plugin}]:{(workers.Count > most ? $" ({most} of {Humanly.Number(workers.Count)} are shown)" : "")}",
            ["PID", "STATUS", "EXECS", "MEMORY", "CPU%", "CREATED", .. (string[])(several ? ["COMMAND"] : [])],
            [.. workers.Take(most).Select(worker => (string[])[.. Cells(worker), .. (string[])(several ? [worker.Command] : [])])])
        {
            Spare = ["CPU%", "EXECS"],
        };
    }

    private static string[] Cells(WorkerEntry worker) =>
    [
        worker.Pid.ToString(CultureInfo.InvariantCulture),
        worker.StatusText,
        Humanly.Number(worker.Executions),
        Humanly.Size(worker.Memory),
        Humanly.Percent(worker.CpuPercent),
        Humanly.Ago(worker.Created),
    ];

    private static async Task<TextTable> ReadAsync(RpcClient client, int most, CancellationToken cancellation) =>
        Table(await client.WorkersAsync(_plugin, cancellation) ?? [], most);

    private static async Task<int> PrintAsync(RpcClient client, CancellationToken cancellation)
    {
        await Console.Out.WriteLineAsync(await client.JsonAsync("informer.Workers", $"\"{_plugin}\"", cancellation));
        return 0;
    }
}
