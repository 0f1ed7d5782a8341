namespace KestrelTcp.Workers;

/// <summary>What all pools together have counted since the start.</summary>
/// <param name="Restarts">Workers that ended or were ended while their pool ran, by reason.</param>
/// <param name="StrayFrames">Frames that answered no event.</param>
/// <param name="NoFreeWorkers">Events for which no worker became free in time.</param>
internal sealed record WorkerCounts(IReadOnlyDictionary<string, long> Restarts, long StrayFrames, long NoFreeWorkers);
