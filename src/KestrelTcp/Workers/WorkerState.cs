namespace KestrelTcp.Workers;

/// <summary>States of a worker with RoadRunner's numbers (PROTOCOL 3); the values go over RPC and must not change.</summary>
internal enum WorkerState
{
    Inactive = 0,
    Ready = 1,
    Working = 2,

    /// <summary>Works on its last event: retires when that is answered.</summary>
    Invalid = 3,
    Stopping = 4,
    Stopped = 5,
    Destroyed = 6,
    MaxJobsReached = 7,
    Errored = 8,
    IdleTtlReached = 9,
    TtlReached = 10,
    MaxMemoryReached = 11,
    ExecTtlReached = 12,
}
