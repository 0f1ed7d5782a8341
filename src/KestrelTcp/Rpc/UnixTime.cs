namespace KestrelTcp.Rpc;

/// <summary>Times as Go writes them.</summary>
internal static class UnixTime
{
    private const long _nanosecondsPerTick = 100;

    public static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * _nanosecondsPerTick;

    public static DateTime FromNanoseconds(long nanoseconds) => DateTime.UnixEpoch.AddTicks(nanoseconds / _nanosecondsPerTick);
}
