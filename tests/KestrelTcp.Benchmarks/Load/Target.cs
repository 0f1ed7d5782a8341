using System.Globalization;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>What a measure is to reach.</summary>
/// <param name="Bound">The number.</param>
/// <param name="AtLeast">At least that; otherwise at most.</param>
/// <param name="OfRatio">It bounds the ratio; otherwise our own value.</param>
internal sealed record Target(double Bound, bool AtLeast, bool OfRatio = true)
{
    public static Target RatioAtLeast(double bound) => new(bound, AtLeast: true);

    public static Target RatioAtMost(double bound) => new(bound, AtLeast: false);

    public static Target ValueAtMost(double bound) => new(bound, AtLeast: false, OfRatio: false);

    public bool HoldsFor(Measure measure)
    {
        var value = OfRatio ? measure.Ratio : measure.Ours;
        return AtLeast ? value >= Bound : value <= Bound;
    }

    public string Describe(string unit) =>
        (AtLeast ? ">= " : "<= ") + Bound.ToString("0.##", CultureInfo.InvariantCulture) + (OfRatio ? "" : " " + unit);
}
