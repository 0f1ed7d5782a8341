namespace KestrelTcp.Rpc.Locking;

/// <summary>A resource that somebody holds or waits for. Guarded by the table's gate.</summary>
internal sealed class LockedResource(string name)
{
    public string Name { get; } = name;

    /// <summary>One, or several that share it.</summary>
    public Dictionary<string, LockHolder> Holders { get; } = new(StringComparer.Ordinal);

    /// <summary>In the order in which they came.</summary>
    public LinkedList<LockWaiter> Waiters { get; } = new();

    /// <summary>The holders share it.</summary>
    public bool IsShared { get; set; }

    public bool IsForgotten => Holders.Count == 0 && Waiters.Count == 0;

    /// <summary>Whether a lock could be had now, were nobody waiting.</summary>
    public bool Admits(bool shared) => Holders.Count == 0 || (shared && IsShared);
}
