namespace KestrelTcp.Configuration;

/// <summary>The <c>metrics</c> section.</summary>
internal sealed record MetricsOptions
{
    public ListenAddress Address { get; init; } = new() { Host = "127.0.0.1", Port = 2112 };

    /// <summary>The application's own collectors by name.</summary>
    public IReadOnlyDictionary<string, CollectorOptions> Collect { get; init; } = new Dictionary<string, CollectorOptions>();
}
