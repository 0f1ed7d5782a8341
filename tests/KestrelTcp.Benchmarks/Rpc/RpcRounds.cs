using KestrelTcp.Benchmarks.Load;

namespace KestrelTcp.Benchmarks.Rpc;

/// <summary>One figure of TCP's latency, round by round.</summary>
internal sealed class RpcRounds(string scenario, string what)
{
    private readonly List<Round> _with = [];
    private readonly List<Round> _again = [];

    /// <summary>The two without RPC stand around the one with it: what changes slowly weighs on both sides of the ratio.</summary>
    public void Add(double before, double with, double after)
    {
        _with.Add(new Round(with, (before + after) / 2));
        _again.Add(new Round(after, before));
    }

    public string Describe() =>
        $"{what} {LoadReport.Number(_again[^1].Other)} without, {LoadReport.Number(_with[^1].Ours)} with, {LoadReport.Number(_again[^1].Ours)} us without";

    /// <summary>Whether RPC made a difference that is larger than the machine's own.</summary>
    public string Verdict()
    {
        var ratio = Measures().First().Ratio;
        var noise = _again.Max(round => Math.Max(round.Ours / round.Other, round.Other / round.Ours));
        return $"{what}: {LoadReport.Number(ratio)} of what it is without RPC; two measurements without differed by a factor of up to {LoadReport.Number(noise)}: "
            + (ratio <= noise ? "within noise" : "MORE THAN NOISE");
    }

    public IEnumerable<Measure> Measures() =>
    [
        new Measure(scenario, $"{what} with RPC", "us", "without", null, _with),
        new Measure(scenario, $"{what} without, again", "us", "without (noise)", null, _again),
    ];
}
