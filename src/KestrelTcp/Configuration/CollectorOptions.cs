namespace KestrelTcp.Configuration;

/// <summary>One entry of <c>metrics.collect</c>.</summary>
internal sealed record CollectorOptions
{
    /// <summary><c>histogram</c>, <c>gauge</c>, <c>counter</c> or <c>summary</c>.</summary>
    public required string Type { get; init; }

    public string Namespace { get; init; } = "";

    public string Subsystem { get; init; } = "";

    public string Help { get; init; } = "";

    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>Quantile and its allowed error, for a summary.</summary>
    public IReadOnlyList<(double Quantile, double Epsilon)> Objectives { get; init; } = [];
}
