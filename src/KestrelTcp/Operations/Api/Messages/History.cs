namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/history</c>: the graphs' points, the oldest first. All lists are of one length.</summary>
/// <param name="IntervalSeconds">Between two points.</param>
/// <param name="Times">Milliseconds since 1970.</param>
/// <param name="Queue">Events that waited for a worker, over all pools.</param>
/// <param name="Servers">By name.</param>
internal sealed record History(
    double IntervalSeconds,
    IReadOnlyList<long> Times,
    IReadOnlyList<int> Queue,
    IReadOnlyDictionary<string, ServerHistory> Servers);
