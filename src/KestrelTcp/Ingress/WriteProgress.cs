using System.Diagnostics;

namespace KestrelTcp.Ingress;

/// <summary>Tells a client that takes our bytes slowly from one that takes none: by what its kernel has acknowledged.</summary>
internal sealed class WriteProgress(IClientSocket? socket)
{
    private long _episode;
    private ulong _acknowledged;
    private long _since;

    /// <summary>Since when no byte was taken.</summary>
    /// <param name="pendingSince">When the present write began to wait (Stopwatch timestamp); another value is another episode.</param>
    public TimeSpan StoodStillFor(long pendingSince)
    {
        var acknowledged = socket?.BytesAcknowledged ?? 0;
        if (_episode != pendingSince)
        {
            _episode = pendingSince;
            _since = pendingSince;
            _acknowledged = acknowledged;
        }
        else if (_acknowledged != acknowledged)
        {
            _acknowledged = acknowledged;
            _since = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_since);
    }
}
