namespace KestrelTcp.Configuration;

/// <summary>A <c>pool</c> section: RoadRunner's keys, and ours (<c>dispatch</c>, <c>prefetch</c>, <c>fence</c>).</summary>
internal sealed record PoolOptions
{
    /// <summary>A fresh worker for each event.</summary>
    public bool Debug { get; init; }

    /// <summary>Program and arguments in place of <c>server.command</c>; null: that one.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public int NumWorkers { get; init; } = Environment.ProcessorCount;

    /// <summary>A worker retires after that many events; 0: never.</summary>
    public long MaxJobs { get; init; }

    /// <summary>More waiting events are refused; 0: no limit.</summary>
    public int MaxQueueSize { get; init; }

    /// <summary>Time for a worker to start, and time that an event waits for a free one.</summary>
    public TimeSpan AllocateTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for a worker to end after its stop frame.</summary>
    public TimeSpan DestroyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time for the old workers to retire on a reset.</summary>
    public TimeSpan ResetTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public SupervisorOptions? Supervisor { get; init; }

    public DynamicAllocatorOptions? DynamicAllocator { get; init; }

    public DispatchMode Dispatch { get; init; } = DispatchMode.Any;

    /// <summary>Events written to one worker ahead of its answers; null: <c>auto</c>; 0: one at a time.</summary>
    public int? Prefetch { get; init; }

    public FenceMode Fence { get; init; } = FenceMode.Auto;
}
