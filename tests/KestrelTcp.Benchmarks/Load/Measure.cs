namespace KestrelTcp.Benchmarks.Load;

/// <summary>One figure of a scenario: ours and what it is held against, round by round.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="What">What is measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Against">What it is divided by.</param>
/// <param name="Target">What it is to reach; null: it is only shown.</param>
/// <param name="Rounds">The values.</param>
internal sealed record Measure(string Scenario, string What, string Unit, string Against, Target? Target, IReadOnlyList<Round> Rounds)
{
    public double Ours => Median(Rounds.Select(round => round.Ours));

    public double Other => Median(Rounds.Select(round => round.Other));

    /// <summary>The median of the rounds' own ratios: what a busy moment does to one round, it does to both sides of it.</summary>
    public double Ratio => Median(Rounds.Select(round => round.Ours / round.Other));

    public bool? Holds => Target?.HoldsFor(this);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
