namespace KestrelTcp.Workers;

/// <summary>What one look at the clock has found.</summary>
internal sealed class Overdue
{
    /// <summary>Workers that still work on an event after reset_timeout.</summary>
    public List<Worker> Reset { get; } = [];

    /// <summary>Workers without a fence that leave CLOSED unanswered.</summary>
    public List<(Worker Worker, WorkerEvent Item)> SilentOnClosed { get; } = [];

    /// <summary>Events that no worker became free for.</summary>
    public List<WorkerEvent> Expired { get; } = [];

    /// <summary>Sticky: connections whose retiring worker waits for them no longer.</summary>
    public List<WorkerEvent> Evicted { get; } = [];
}
