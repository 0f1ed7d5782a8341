namespace KestrelTcp.Rpc.Messages;

/// <summary>Result of <c>informer.Workers</c>.</summary>
/// <param name="Workers">Null: there is no such plugin.</param>
internal sealed record WorkerList(IReadOnlyList<WorkerEntry>? Workers);
