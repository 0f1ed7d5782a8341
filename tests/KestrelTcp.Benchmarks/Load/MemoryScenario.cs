using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>Resident memory that each idle connection costs after it has exchanged a message. Fresh processes each time: memory that was used once stays.</summary>
internal sealed class MemoryScenario(int connections) : IScenario
{
    private const double _bytesPerKilobyte = 1000;

    private static readonly TimeSpan _connectTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _settleTime = TimeSpan.FromSeconds(1);

    public string Name => "memory";

    public string? WhyNot => null;

    public async Task<IReadOnlyList<Measure>> RunAsync(LoadBench bench, CancellationToken cancellation)
    {
        var rounds = new List<Round>();
        for (var round = 1; round <= Math.Min(bench.Rounds, 3); round++)
        {
            var values = new Round(await OfOursAsync(cancellation), await OfYardstickAsync(cancellation));
            rounds.Add(values);
            bench.Progress.WriteLine($"  {Name} {round}: {LoadReport.Number(values.Ours)} / {LoadReport.Number(values.Other)} kB for each of {connections} connections");
        }

        return [new Measure(Name, $"per idle connection, of {connections}", "kB", "yardstick", Target.ValueAtMost(8), rounds)];
    }

    private async Task<double> OfOursAsync(CancellationToken cancellation)
    {
        var setup = new ServerSetup { Command = NativeWorker.Command };
        await using var server = await ServerProcess.StartAsync(setup, journal: null, cancellation);
        return await GrowthAsync(server, server.Port, cancellation);
    }

    private async Task<double> OfYardstickAsync(CancellationToken cancellation)
    {
        var (process, port) = await LoadBench.StartYardstickAsync(cancellation);
        await using var yardstick = process;
        return await GrowthAsync(yardstick, port, cancellation);
    }

    private async Task<double> GrowthAsync(Peer server, int port, CancellationToken cancellation)
    {
        // What a server takes for its first connections is not the price of a connection.
        await HoldAsync(port, connections / 100, static () => 0L, cancellation);
        var before = ProcessFigures.Of(server.Pid).ResidentBytes;
        var after = await HoldAsync(port, connections, () => ProcessFigures.Of(server.Pid).ResidentBytes, cancellation);
        return (after - before) / _bytesPerKilobyte / connections;
    }

    private static async Task<long> HoldAsync(int port, int count, Func<long> look, CancellationToken cancellation)
    {
        await using var client = new LinePeer(LoadClient.Verb, new ClientPlan { Port = port, Connections = count, Hold = true }.ToJson());
        await client.LineAsync(_connectTime, cancellation);
        await Task.Delay(_settleTime, cancellation);
        var seen = look();
        client.Input.Close();
        await client.WaitAsync(_connectTime, cancellation);
        return seen;
    }
}
