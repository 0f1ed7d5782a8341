using KestrelTcp.Workers;

namespace KestrelTcp.Rpc.Services;

/// <summary>
/// What a plugin's name means for the pools: <c>tcp</c>, the only plugin here, is all of them, as scripts made for RoadRunner expect;
/// <c>tcp.NAME</c> is the pool that the server NAME has to itself.
/// </summary>
internal static class PoolNames
{
    public const string Plugin = "tcp";

    /// <summary>Empty: no such plugin.</summary>
    public static IReadOnlyList<PoolSnapshot> Find(IPoolControl pools, string? name) => name == Plugin
        ? pools.Pools()
        : [.. pools.Pools().Where(pool => string.Equals(pool.Name, name, StringComparison.OrdinalIgnoreCase))];
}
