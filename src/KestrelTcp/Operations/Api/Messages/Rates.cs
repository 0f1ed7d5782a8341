namespace KestrelTcp.Operations.Api.Messages;

/// <summary>What went on in the last ten seconds; a time is null when there was no event.</summary>
/// <param name="ConnectionsPerSecond">Let in.</param>
/// <param name="EventsPerSecond">Done.</param>
/// <param name="ReceivedBytesPerSecond">From clients.</param>
/// <param name="SentBytesPerSecond">To clients.</param>
/// <param name="EventP50Ms">Time in the worker.</param>
/// <param name="EventP99Ms">Time in the worker.</param>
/// <param name="QueueP50Ms">Time until a worker took the event.</param>
/// <param name="QueueP99Ms">Time until a worker took the event.</param>
internal sealed record Rates(
    double ConnectionsPerSecond,
    double EventsPerSecond,
    double ReceivedBytesPerSecond,
    double SentBytesPerSecond,
    double? EventP50Ms,
    double? EventP99Ms,
    double? QueueP50Ms,
    double? QueueP99Ms);
