namespace KestrelTcp.Configuration;

/// <summary><c>pool.supervisor</c>; a zero limit is off.</summary>
internal sealed record SupervisorOptions
{
    public TimeSpan WatchTick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Greatest age of a worker (soft).</summary>
    public TimeSpan Ttl { get; init; }

    /// <summary>Longest idle time after the first use (soft).</summary>
    public TimeSpan IdleTtl { get; init; }

    /// <summary>Longest time of one event (hard: the worker is killed).</summary>
    public TimeSpan ExecTtl { get; init; }

    /// <summary>Resident memory in MB (soft).</summary>
    public long MaxWorkerMemory { get; init; }
}
