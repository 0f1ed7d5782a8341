namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/pools</c>.</summary>
/// <param name="Pools">All of them.</param>
internal sealed record PoolList(
    IReadOnlyList<PoolEntry> Pools);
