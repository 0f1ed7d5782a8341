namespace KestrelTcp.Workers;

/// <summary>What is known of one worker at one moment.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="State">State at that moment.</param>
/// <param name="Execs">Events answered.</param>
/// <param name="Created">When the process was started (UTC).</param>
/// <param name="Command">Program and arguments, joined by spaces.</param>
internal sealed record WorkerSnapshot(int Pid, WorkerState State, long Execs, DateTime Created, string Command);
