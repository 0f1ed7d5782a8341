namespace KestrelTcp.Workers;

/// <summary>Why a worker ended or is to end.</summary>
/// <param name="Label">Value of the label <c>reason</c> of <c>rr_tcp_worker_restarts_total</c>.</param>
/// <param name="State">The state that tells it over RPC.</param>
internal sealed record WorkerEnd(string Label, WorkerState State)
{
    public static readonly WorkerEnd Died = new("died", WorkerState.Errored);
    public static readonly WorkerEnd BadFrame = new("bad_frame", WorkerState.Errored);
    public static readonly WorkerEnd NoAnswer = new("no_answer", WorkerState.Errored);
    public static readonly WorkerEnd UnreadOutput = new("unread_output", WorkerState.Errored);
    public static readonly WorkerEnd ExecTtl = new("exec_ttl", WorkerState.ExecTtlReached);
    public static readonly WorkerEnd MaxJobs = new("max_jobs", WorkerState.MaxJobsReached);
    public static readonly WorkerEnd Ttl = new("ttl", WorkerState.TtlReached);
    public static readonly WorkerEnd IdleTtl = new("idle_ttl", WorkerState.IdleTtlReached);
    public static readonly WorkerEnd MaxMemory = new("max_worker_memory", WorkerState.MaxMemoryReached);
    public static readonly WorkerEnd Reset = new("reset", WorkerState.Invalid);

    /// <summary>Not needed any more: an extra worker after the load, or one removed by an operator.</summary>
    public static readonly WorkerEnd Surplus = new("surplus", WorkerState.Invalid);
    public static readonly WorkerEnd OwnWish = new("own_wish", WorkerState.Invalid);
    public static readonly WorkerEnd PoolStopped = new("pool_stopped", WorkerState.Stopping);
}
