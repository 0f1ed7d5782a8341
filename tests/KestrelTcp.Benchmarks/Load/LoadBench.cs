using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>What scenarios are run with.</summary>
/// <param name="Rounds">How often both sides are measured in turn.</param>
/// <param name="Seconds">Counted time of one run.</param>
/// <param name="Progress">Where it is said how far things are.</param>
internal sealed record LoadBench(int Rounds, double Seconds, TextWriter Progress)
{
    private static readonly TimeSpan _startTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _spareTime = TimeSpan.FromSeconds(60);

    /// <summary>A Kestrel that echoes in process, with the garbage collector that a web project has by default.</summary>
    public static async Task<(LinePeer Process, int Port)> StartYardstickAsync(CancellationToken cancellation)
    {
        var port = FreePort.Next();
        var yardstick = new LinePeer(Yardstick.Verb, port.ToString(System.Globalization.CultureInfo.InvariantCulture), serverGc: true);
        try
        {
            await yardstick.LineAsync(_startTime, cancellation);
            return (yardstick, port);
        }
        catch
        {
            await yardstick.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a client to its end.</summary>
    public static async Task<Sample> MeasureAsync(ClientPlan plan, int serverPid, CancellationToken cancellation)
    {
        var before = ProcessTree.CpuSeconds(serverPid);
        await using var client = new LinePeer(LoadClient.Verb, plan.ToJson());
        var line = await client.LineAsync(TimeSpan.FromSeconds(plan.Seconds + plan.WarmUp) + _spareTime, cancellation);
        var result = ClientResult.Parse(line);
        if (result.Messages == 0 || result.Errors > 0)
        {
            throw new InvalidOperationException($"{result.Messages} answers and {result.Errors} broken connections: there is nothing to compare.");
        }

        return new Sample(result, ProcessTree.CpuSeconds(serverPid) - before, plan.Bytes);
    }
}
