namespace KestrelTcp.Workers;

/// <summary>How an event ended.</summary>
internal enum EventOutcome
{
    /// <summary>A worker dealt with it; its answers were delivered as they came.</summary>
    Done,

    /// <summary>The worker went on to wait for the next event without an answer.</summary>
    NoAnswer,

    /// <summary>The worker died, or wrote what is no frame.</summary>
    WorkerLost,

    /// <summary>The worker took longer than <c>supervisor.exec_ttl</c> and was killed.</summary>
    ExecTtl,

    /// <summary>As many workers as there are asked to be retired instead of answering.</summary>
    Refused,

    /// <summary>More events wait than <c>max_queue_size</c> allows.</summary>
    QueueFull,

    /// <summary>No worker became free within <c>allocate_timeout</c>.</summary>
    NoFreeWorker,

    /// <summary>The pool has ended.</summary>
    PoolStopped,
}
