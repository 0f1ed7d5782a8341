namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/dashboard</c>: all that the page shows, but for the connections.</summary>
/// <param name="Overview">As <c>/api/overview</c>.</param>
/// <param name="Servers">As <c>/api/servers</c>.</param>
/// <param name="Pools">As <c>/api/pools</c>.</param>
/// <param name="Workers">As <c>/api/workers</c>.</param>
/// <param name="Errors">As <c>/api/errors</c>.</param>
/// <param name="History">As <c>/api/history</c>.</param>
internal sealed record Dashboard(
    Overview Overview,
    IReadOnlyList<ServerEntry> Servers,
    IReadOnlyList<PoolEntry> Pools,
    WorkerList Workers,
    ErrorList Errors,
    History History);
