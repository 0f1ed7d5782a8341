namespace KestrelTcp.Rpc.KeyValue;

/// <summary>A value in memory.</summary>
/// <param name="Value">Never changed.</param>
/// <param name="Timeout">RFC 3339, as the client gave it; empty: never.</param>
/// <param name="EndsAt">The same as a time.</param>
internal readonly record struct StoredItem(ReadOnlyMemory<byte> Value, string Timeout, DateTimeOffset? EndsAt)
{
    public bool HasEnded(DateTimeOffset now) => EndsAt <= now;
}
