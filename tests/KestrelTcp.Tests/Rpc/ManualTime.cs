namespace KestrelTcp.Tests.Rpc;

/// <summary>A clock that a test sets. Its timers are real ones.</summary>
internal sealed class ManualTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
