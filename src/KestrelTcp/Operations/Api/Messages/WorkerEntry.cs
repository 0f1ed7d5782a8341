namespace KestrelTcp.Operations.Api.Messages;

/// <summary>One worker process.</summary>
/// <param name="Pool">Its pool.</param>
/// <param name="Pid">Process id.</param>
/// <param name="Status">Name of its state, as RoadRunner's.</param>
/// <param name="Execs">Events answered.</param>
/// <param name="InFlight">Events handed to it and not finished.</param>
/// <param name="BusyMs">How long it has been at its current event; null when it has none.</param>
/// <param name="MemoryBytes">Resident.</param>
/// <param name="CpuPercent">Of one processor, over its life.</param>
/// <param name="Created">When it was started.</param>
/// <param name="Command">Program and arguments.</param>
internal sealed record WorkerEntry(
    string Pool,
    int Pid,
    string Status,
    long Execs,
    int InFlight,
    long? BusyMs,
    long MemoryBytes,
    double CpuPercent,
    DateTime Created,
    string Command);
