using KestrelTcp.Goridge;

namespace KestrelTcp.Worker.Rpc;

/// <summary>Locks that all workers share (<c>lock.*</c>). A lock belongs to an id of the caller's choice, not to a connection: it outlives its owner unless it has a lifetime.</summary>
public sealed class RpcLocks
{
    private readonly RpcClient _client;

    internal RpcLocks(RpcClient client) => _client = client;

    /// <summary>Takes a lock that nobody else may hold.</summary>
    /// <param name="resource">What is locked.</param>
    /// <param name="id">Who locks; not empty.</param>
    /// <param name="lifetime">How long it is held at most; null: until it is released.</param>
    /// <param name="wait">How long to wait for it; null: not at all.</param>
    /// <param name="cancellation">Ends the waiting here, not at the server.</param>
    /// <returns>False: it was not to be had in that time.</returns>
    /// <exception cref="RpcException">The id is empty.</exception>
    public Task<bool> LockAsync(string resource, string id, TimeSpan? lifetime = null, TimeSpan? wait = null, CancellationToken cancellation = default) =>
        CallAsync("lock.Lock", resource, id, lifetime, wait, cancellation);

    /// <summary>Takes a lock that others may share. Parameters, result and errors are those of <see cref="LockAsync"/>.</summary>
    public Task<bool> LockReadAsync(string resource, string id, TimeSpan? lifetime = null, TimeSpan? wait = null, CancellationToken cancellation = default) =>
        CallAsync("lock.LockRead", resource, id, lifetime, wait, cancellation);

    /// <summary>Gives a lock back.</summary>
    /// <returns>False: that id does not hold it.</returns>
    /// <exception cref="RpcException">The id is empty.</exception>
    public Task<bool> ReleaseAsync(string resource, string id, CancellationToken cancellation = default) =>
        CallAsync("lock.Release", resource, id, null, null, cancellation);

    /// <summary>Takes a lock away from whoever holds it.</summary>
    /// <returns>False: nobody does.</returns>
    public Task<bool> ForceReleaseAsync(string resource, CancellationToken cancellation = default) =>
        CallAsync("lock.ForceRelease", resource, "", null, null, cancellation);

    /// <summary>Whether an id holds a lock; <c>*</c>: whether anybody does.</summary>
    /// <exception cref="RpcException">The id is empty.</exception>
    public Task<bool> ExistsAsync(string resource, string id = "*", CancellationToken cancellation = default) =>
        CallAsync("lock.Exists", resource, id, null, null, cancellation);

    /// <summary>Has a lock end in that time from now.</summary>
    /// <returns>False: that id does not hold it.</returns>
    /// <exception cref="RpcException">The id is empty.</exception>
    public Task<bool> UpdateLifetimeAsync(string resource, string id, TimeSpan lifetime, CancellationToken cancellation = default) =>
        CallAsync("lock.UpdateTTL", resource, id, lifetime, null, cancellation);

    private async Task<bool> CallAsync(string method, string resource, string id, TimeSpan? lifetime, TimeSpan? wait, CancellationToken cancellation)
    {
        var request = new RpcLockRequest(resource, id, Microseconds(lifetime), Microseconds(wait));
        var result = await _client.CallAsync(method, FrameFlags.Protobuf, request.ToBytes(), cancellation).ConfigureAwait(false);
        return RpcLockResponse.Parse(result.Span).Ok;
    }

    private static long Microseconds(TimeSpan? time) => (time ?? TimeSpan.Zero).Ticks / TimeSpan.TicksPerMicrosecond;
}
