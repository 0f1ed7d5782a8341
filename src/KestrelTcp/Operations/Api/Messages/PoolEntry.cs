namespace KestrelTcp.Operations.Api.Messages;

/// <summary>One pool of workers.</summary>
/// <param name="Name"><c>tcp</c> is the shared one.</param>
/// <param name="State">As in <see cref="Overview"/>.</param>
/// <param name="StateSince">Since when it is so.</param>
/// <param name="Problem">For people; empty when all is well.</param>
/// <param name="Dispatch"><c>any</c> or <c>sticky</c>.</param>
/// <param name="NumWorkers">As configured.</param>
/// <param name="Workers">Living.</param>
/// <param name="WorkersReady">Of these, those that wait for an event.</param>
/// <param name="WorkersWorking">Of these, those that work on one.</param>
/// <param name="Queue">Events that wait for a worker.</param>
/// <param name="MaxQueueSize">0: no bound.</param>
/// <param name="MemoryBytes">Resident, all its workers.</param>
internal sealed record PoolEntry(
    string Name,
    string State,
    DateTime StateSince,
    string Problem,
    string Dispatch,
    int NumWorkers,
    int Workers,
    int WorkersReady,
    int WorkersWorking,
    int Queue,
    int MaxQueueSize,
    long MemoryBytes);
