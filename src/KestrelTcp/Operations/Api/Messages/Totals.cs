namespace KestrelTcp.Operations.Api.Messages;

/// <summary>Sums over all servers and pools; those named <c>total</c> count since the start.</summary>
/// <param name="Connections">Open now.</param>
/// <param name="ConnectionsTotal">Let in.</param>
/// <param name="ClosedTotal">Ended.</param>
/// <param name="RejectedTotal">Refused.</param>
/// <param name="EventsTotal">Given to workers.</param>
/// <param name="EventsFailedTotal">Of these, those whose worker died or hung, or for which none was free.</param>
/// <param name="ReceivedBytesTotal">From clients.</param>
/// <param name="SentBytesTotal">To clients.</param>
/// <param name="Queue">Events that wait for a worker.</param>
/// <param name="Workers">Living.</param>
/// <param name="WorkersReady">Of these, those that wait for an event.</param>
/// <param name="WorkersWorking">Of these, those that work on one.</param>
/// <param name="WorkersMemoryBytes">Resident.</param>
/// <param name="MemoryBytes">Resident, of the server itself.</param>
/// <param name="CpuPercent">Of one processor, the server itself, in the last ten seconds.</param>
/// <param name="WorkerRestarts">Workers that ended or were ended, by reason.</param>
/// <param name="StrayFramesTotal">Frames of workers that answered no event.</param>
/// <param name="NoFreeWorkersTotal">Events for which no worker became free in time.</param>
internal sealed record Totals(
    long Connections,
    long ConnectionsTotal,
    long ClosedTotal,
    long RejectedTotal,
    long EventsTotal,
    long EventsFailedTotal,
    long ReceivedBytesTotal,
    long SentBytesTotal,
    int Queue,
    int Workers,
    int WorkersReady,
    int WorkersWorking,
    long WorkersMemoryBytes,
    long MemoryBytes,
    double CpuPercent,
    IReadOnlyDictionary<string, long> WorkerRestarts,
    long StrayFramesTotal,
    long NoFreeWorkersTotal);
