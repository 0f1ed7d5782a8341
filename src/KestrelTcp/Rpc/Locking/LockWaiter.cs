namespace KestrelTcp.Rpc.Locking;

/// <summary>Who waits for a lock.</summary>
/// <param name="Id">Of the holder-to-be.</param>
/// <param name="Shared">Whether others may hold it too.</param>
/// <param name="Ttl">How long it is held then at most; zero: until it is released.</param>
internal sealed record LockWaiter(string Id, bool Shared, TimeSpan Ttl)
{
    /// <summary>Completed when the lock is had.</summary>
    public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
