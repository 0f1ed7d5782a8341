namespace KestrelTcp.Configuration;

/// <summary>One entry of <c>kv</c>: a storage in the server's memory.</summary>
internal sealed record KvStorageOptions
{
    public required string Name { get; init; }

    /// <summary>How often values that have ended are swept out.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most keys.</summary>
    public long MaxItems { get; init; } = 1_000_000;

    /// <summary>Most bytes of keys and values together.</summary>
    public long MaxBytes { get; init; } = 256 << 20;
}
