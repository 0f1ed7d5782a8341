namespace KestrelTcp.Benchmarks.Load;

/// <summary>One kind of load, on our server and on what it is held against.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>Why it cannot be run here; null: it can.</summary>
    string? WhyNot { get; }

    Task<IReadOnlyList<Measure>> RunAsync(LoadBench bench, CancellationToken cancellation);
}
