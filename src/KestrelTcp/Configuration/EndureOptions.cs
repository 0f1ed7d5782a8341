namespace KestrelTcp.Configuration;

/// <summary>The <c>endure</c> section.</summary>
internal sealed record EndureOptions
{
    /// <summary>Bound of a graceful stop.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);
}
