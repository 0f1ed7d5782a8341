namespace KestrelTcp.Configuration;

/// <summary><c>pool.dynamic_allocator</c>: extra workers under load.</summary>
internal sealed record DynamicAllocatorOptions
{
    /// <summary>Extra workers above <c>num_workers</c>.</summary>
    public int MaxWorkers { get; init; } = 10;

    /// <summary>Workers added at a time, at most once a second.</summary>
    public int SpawnRate { get; init; } = 5;

    /// <summary>Then the extra workers are removed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
