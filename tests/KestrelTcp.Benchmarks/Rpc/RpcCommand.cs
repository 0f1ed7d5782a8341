using System.CommandLine;
using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Load;

namespace KestrelTcp.Benchmarks.Rpc;

/// <summary>The verb <c>rpc</c>.</summary>
internal static class RpcCommand
{
    public static Command Make()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "how often TCP is measured without, with, and again without RPC" };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 5, Description = "length of one measurement" };
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => 64, Description = "RPC connections" };
        var calls = new Option<int>("--calls") { DefaultValueFactory = _ => 10_000, Description = "RPC calls in one measurement, spread over it" };
        var markdown = new Option<bool>("--markdown") { Description = "print the table as Markdown" };
        var command = new Command("rpc", "TCP latency without and with RPC traffic; checks every answer. Writes artifacts/rpc.json.") { rounds, seconds, clients, calls, markdown };
        command.SetAction((parsed, cancellation) => RunAsync(
            new RpcRun(new LoadBench(parsed.GetValue(rounds), parsed.GetValue(seconds), Console.Error), parsed.GetValue(clients), parsed.GetValue(calls)),
            parsed.GetValue(markdown),
            cancellation));
        return command;
    }

    /// <returns>The exit code: 1 when a call failed or was answered wrongly, over RPC or TCP.</returns>
    private static async Task<int> RunAsync(RpcRun run, bool markdown, CancellationToken cancellation)
    {
        try
        {
            var measures = await run.RunAsync(cancellation);
            LoadReport.Print(measures, markdown, Console.Out);
            foreach (var verdict in run.Verdicts)
            {
                Console.WriteLine(verdict);
            }

            Console.WriteLine($"{run.Calls} RPC calls, {run.Errors} errors{(run.FirstError is { } first ? $", the first: {first}" : "")}");
            var file = Path.Combine(Repository.Root, "artifacts/rpc.json");
            LoadReport.Save(file, run.Bench, measures);
            await run.Bench.Progress.WriteLineAsync($"written to {file}");
            return run.Errors == 0 ? 0 : 1;
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"FAILED. {exception.Message}");
            return 1;
        }
    }
}
