using KestrelTcp.Workers;

namespace KestrelTcp.Rpc;

/// <summary>What may be asked of, and done to, the pools.</summary>
internal interface IPoolControl
{
    IReadOnlyList<PoolSnapshot> Pools();

    /// <summary>Replaces every worker; completes when the last old one is gone, or reset_timeout is over.</summary>
    Task ResetAsync(string pool, CancellationToken cancellation);

    Task AddWorkerAsync(string pool, CancellationToken cancellation);

    /// <returns>False: it is the last one, and stays.</returns>
    Task<bool> RemoveWorkerAsync(string pool, CancellationToken cancellation);
}
