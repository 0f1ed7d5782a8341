using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>The same client on both sides, in turn.</summary>
/// <param name="name">Name of the scenario.</param>
/// <param name="setup">Our server.</param>
/// <param name="plan">What the client does.</param>
/// <param name="figures">What is read off each run.</param>
internal sealed class EchoScenario(string name, ServerSetup setup, ClientPlan plan, params Figure[] figures) : IScenario
{
    public string Name => name;

    public string? WhyNot => setup.Command[0] == "php" && !Repository.HasPhp ? "php is not installed" : null;

    /// <summary>Another configuration of our own server to be held against, in place of the yardstick.</summary>
    public ServerSetup? Other { get; init; }

    /// <summary>What the other side is called.</summary>
    public string Against { get; init; } = "yardstick";

    public async Task<IReadOnlyList<Measure>> RunAsync(LoadBench bench, CancellationToken cancellation)
    {
        await using var ours = await ServerProcess.StartAsync(setup, journal: null, cancellation);
        var (process, port) = await StartOtherAsync(cancellation);
        await using var other = process;
        var load = plan with { Seconds = bench.Seconds };

        // Both sides must have been compiled for good before anything is compared.
        await LoadBench.MeasureAsync(load with { Port = port }, process.Pid, cancellation);
        await LoadBench.MeasureAsync(load with { Port = ours.Port }, ours.Pid, cancellation);
        var samples = new List<(Sample Ours, Sample Other)>();
        for (var round = 1; round <= bench.Rounds; round++)
        {
            var second = await LoadBench.MeasureAsync(load with { Port = port }, process.Pid, cancellation);
            var first = await LoadBench.MeasureAsync(load with { Port = ours.Port }, ours.Pid, cancellation);
            samples.Add((first, second));
            bench.Progress.WriteLine($"  {Name} {round}/{bench.Rounds}: {string.Join("; ", figures.Select(figure => Describe(figure, first, second)))}");
        }

        return [.. figures.Select(figure => new Measure(
            Name, figure.What, figure.Unit, Against, figure.Target, [.. samples.Select(pair => new Round(figure.Of(pair.Ours), figure.Of(pair.Other)))]))];
    }

    private async Task<(Peer Process, int Port)> StartOtherAsync(CancellationToken cancellation)
    {
        if (Other is null)
        {
            return await LoadBench.StartYardstickAsync(cancellation);
        }

        var server = await ServerProcess.StartAsync(Other, journal: null, cancellation);
        return (server, server.Port);
    }

    private static string Describe(Figure figure, Sample ours, Sample other) =>
        $"{figure.What} {LoadReport.Number(figure.Of(ours))} / {LoadReport.Number(figure.Of(other))} {figure.Unit}";
}
