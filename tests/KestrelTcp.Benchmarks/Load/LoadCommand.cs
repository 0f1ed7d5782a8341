using System.CommandLine;
using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>The verb <c>load</c>.</summary>
internal static class LoadCommand
{
    public static Command Make()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "how often both sides are measured in turn" };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 3, Description = "length of one measurement" };
        var only = new Option<string?>("--only") { Description = "only scenarios whose name begins like this" };
        var markdown = new Option<bool>("--markdown") { Description = "print the table as Markdown" };
        var command = new Command("load", "All load scenarios, our server and the yardstick in turn; prints a table of ratios, writes artifacts/load.json.") { rounds, seconds, only, markdown };
        command.SetAction((parsed, cancellation) => RunAsync(
            new LoadBench(parsed.GetValue(rounds), parsed.GetValue(seconds), Console.Error),
            parsed.GetValue(only) ?? "",
            parsed.GetValue(markdown),
            cancellation));
        return command;
    }

    /// <returns>The exit code: 1 when a scenario could not be run to its end. A missed target is a figure, not a failure.</returns>
    private static async Task<int> RunAsync(LoadBench bench, string only, bool markdown, CancellationToken cancellation)
    {
        var scenarios = Scenarios.All().Where(scenario => scenario.Name.StartsWith(only, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (scenarios.Length == 0)
        {
            await Console.Error.WriteLineAsync($"No such scenario: {only}. There are: {string.Join(", ", Scenarios.All().Select(scenario => scenario.Name))}");
            return 1;
        }

        await bench.Progress.WriteLineAsync($"native worker: {NativeWorker.Description}");
        var measures = new List<Measure>();
        var failed = false;
        foreach (var scenario in scenarios)
        {
            if (scenario.WhyNot is { } reason)
            {
                await bench.Progress.WriteLineAsync($"  {scenario.Name}: left out, {reason}");
                continue;
            }

            try
            {
                measures.AddRange(await scenario.RunAsync(bench, cancellation));
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                failed = true;
                await bench.Progress.WriteLineAsync($"  {scenario.Name}: FAILED. {exception.Message}");
            }
        }

        LoadReport.Print(measures, markdown, Console.Out);
        var file = Path.Combine(Repository.Root, "artifacts/load.json");
        LoadReport.Save(file, bench, measures);
        await bench.Progress.WriteLineAsync($"written to {file}");
        return failed ? 1 : 0;
    }
}
