namespace KestrelTcp.Rpc.Locking;

/// <summary>Who holds a lock. The fields are guarded by the table's gate.</summary>
internal sealed class LockHolder(string id)
{
    public string Id { get; } = id;

    /// <summary>When the lock ends by itself; null: it is held until it is released.</summary>
    public DateTimeOffset? EndsAt { get; set; }

    public ITimer? Timer { get; set; }
}
