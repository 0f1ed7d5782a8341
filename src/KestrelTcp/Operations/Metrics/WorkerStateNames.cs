using KestrelTcp.Workers;

namespace KestrelTcp.Operations.Metrics;

/// <summary>RoadRunner's texts for worker states; for the one that it calls "undefined" the name in its own style.</summary>
internal static class WorkerStateNames
{
    public static string Of(WorkerState state) => state switch
    {
        WorkerState.Inactive => "inactive",
        WorkerState.Ready => "ready",
        WorkerState.Working => "working",
        WorkerState.Invalid => "invalid",
        WorkerState.Stopping => "stopping",
        WorkerState.Stopped => "stopped",
        WorkerState.Destroyed => "destroyed",
        WorkerState.MaxJobsReached => "maxJobsReached",
        WorkerState.Errored => "errored",
        WorkerState.IdleTtlReached => "idleTTLReached",
        WorkerState.TtlReached => "ttlReached",
        WorkerState.MaxMemoryReached => "maxMemoryReached",
        WorkerState.ExecTtlReached => "execTTLReached",
        _ => "undefined",
    };
}
