using System.Diagnostics;

namespace KestrelTcp.Ingress;

/// <summary>Tells a client that takes our bytes slowly from one that takes none: by what the kernel still holds for it.</summary>
internal sealed class WriteProgress(IClientSocket? socket)
{
    private long _episode;
    private long _progress;
    private long _since;

    /// <summary>Since when no byte was taken.</summary>
    /// <param name="pendingSince">When the present write began to wait (Stopwatch timestamp); another value is another episode.</param>
    public TimeSpan StoodStillFor(long pendingSince)
    {
        var progress = socket?.Progress ?? 0;
        if (_episode != pendingSince)
        {
            _episode = pendingSince;
            _since = pendingSince;
            _progress = progress;
        }
        else if (_progress != progress)
        {
            _progress = progress;
            _since = Stopwatch.GetTimestamp();
        }

        return Stopwatch.GetElapsedTime(_since);
    }
}
