using KestrelTcp.Benchmarks.Load;

namespace KestrelTcp.Benchmarks.Rpc;

/// <summary>One figure of TCP's latency, round by round.</summary>
internal sealed class RpcRounds(string scenario, string what)
{
    private readonly List<Round> _with = [];
    private readonly List<Round> _elsewhere = [];
    private readonly List<Round> _again = [];

    /// <param name="before">Without RPC.</param>
    /// <param name="elsewhere">While the same calls go to another server: what they cost the machine, not our server.</param>
    /// <param name="with">With RPC.</param>
    /// <param name="after">Without RPC, again: what changes slowly weighs on both sides of the ratios.</param>
    public void Add(double before, double elsewhere, double with, double after)
    {
        _with.Add(new Round(with, elsewhere));
        _elsewhere.Add(new Round(elsewhere, (before + after) / 2));
        _again.Add(new Round(after, before));
    }

    public string Describe() =>
        $"{what} {LoadReport.Number(_again[^1].Other)} without, {LoadReport.Number(_with[^1].Other)} with RPC elsewhere, {LoadReport.Number(_with[^1].Ours)} with RPC, {LoadReport.Number(_again[^1].Ours)} us without";

    /// <summary>Whether RPC in the same server made a difference that is larger than the machine's own.</summary>
    public string Verdict()
    {
        var ratio = Measures().First().Ratio;
        var noise = _again.Max(round => Math.Max(round.Ours / round.Other, round.Other / round.Ours));
        return $"{what}: {LoadReport.Number(ratio)} of what it is while another server has the calls; two measurements without any differed by a factor of up to {LoadReport.Number(noise)}: "
            + (ratio <= noise ? "within noise" : "MORE THAN NOISE");
    }

    public IEnumerable<Measure> Measures() =>
    [
        new Measure(scenario, $"{what} with RPC", "us", "RPC elsewhere", null, _with),
        new Measure(scenario, $"{what} with RPC elsewhere", "us", "without", null, _elsewhere),
        new Measure(scenario, $"{what} without, again", "us", "without (noise)", null, _again),
    ];
}
