using System.Diagnostics;
using KestrelTcp.Io;

namespace KestrelTcp.Workers;

/// <summary>
/// Of the time that went by until a worker's answers were read, what it needed itself: neither it nor we can help it when the processors
/// are busy with others, and a fast worker that had to wait for one is not slow.
/// </summary>
/// <param name="worker">The worker's.</param>
internal sealed class OwnTime(SchedulingDelay worker)
{
    /// <summary>Less is not worth a look, unless the last one is too long ago to be compared with.</summary>
    private static readonly long _worthALook = Stopwatch.Frequency * 300 / 1_000_000;

    private static readonly long _longestBetweenLooks = Stopwatch.Frequency * 2 / 1000;

    private long _lookedAt;
    private long _waited;

    /// <summary>Called by the thread that reads the worker's answers.</summary>
    /// <param name="begun">Stopwatch timestamp of when it could begin.</param>
    /// <param name="now">Stopwatch timestamp of when its answers had been read.</param>
    /// <param name="hasMore">It has further events, so that it will be asked again soon.</param>
    /// <returns>Stopwatch ticks.</returns>
    public long Of(long begun, long now, bool hasMore)
    {
        var took = now - begun;
        if (took < _worthALook && (!hasMore || now - _lookedAt < _longestBetweenLooks))
        {
            return took;
        }

        var (before, isFirst) = (_waited, _lookedAt == 0);
        _lookedAt = now;
        _waited = worker.Nanoseconds + (IoLoop.Current?.SchedulingDelay?.Nanoseconds ?? 0);

        // Both may have waited at the same time: something is always left.
        const int least = 20;
        return isFirst ? took : Math.Max(took / least, took - ((_waited - before) * Stopwatch.Frequency / 1_000_000_000));
    }
}
