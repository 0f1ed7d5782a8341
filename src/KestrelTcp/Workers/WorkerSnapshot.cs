namespace KestrelTcp.Workers;

/// <summary>What is known of one worker at one moment.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">State at that moment.</param>
/// <param name="Execs">Events answered.</param>
/// <param name="Created">When the process was started (UTC).</param>
/// <param name="Command">Program and arguments, joined by spaces.</param>
internal sealed record WorkerSnapshot(int Pid, WorkerState State, long Execs, DateTime Created, string Command)
{
    /// <summary>Events handed to it and not finished.</summary>
    public int InFlight { get; init; }

    /// <summary>How long it has been at its current event; null when it has none.</summary>
    public TimeSpan? Busy { get; init; }
}
