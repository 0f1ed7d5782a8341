namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/workers</c>.</summary>
/// <param name="Total">Living.</param>
/// <param name="Workers">By pool, the oldest first; not more than 500.</param>
internal sealed record WorkerList(
    int Total,
    IReadOnlyList<WorkerEntry> Workers);
