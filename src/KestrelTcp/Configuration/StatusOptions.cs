namespace KestrelTcp.Configuration;

/// <summary>The <c>status</c> section.</summary>
internal sealed record StatusOptions
{
    public required ListenAddress Address { get; init; }

    public int UnavailableStatusCode { get; init; } = 503;

    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
