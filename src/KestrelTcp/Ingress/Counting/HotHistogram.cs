using Prometheus;

namespace KestrelTcp.Ingress.Counting;

/// <summary>
/// A histogram for the way of every event. It takes whole numbers of a small unit as they are (Stopwatch ticks, bytes) and
/// keeps a count and a sum for each bucket; the instrument learns of them in <see cref="Flush"/>.
/// </summary>
internal sealed class HotHistogram
{
    // The cells of a bucket: observations begun, their sum, observations done. Begun and done differ while a sum is being written.
    private const int _sum = 1;
    private const int _done = 2;
    private const int _cells = 3;

    private readonly CounterStripes _stripes;
    private readonly Histogram.Child _instrument;
    private readonly double _unitsPerOne;

    /// <summary>The last whole number of each bucket.</summary>
    private readonly long[] _last;

    /// <summary>The first bucket's first; those of the others follow.</summary>
    private readonly int _cell;

    private readonly long[] _flushedCounts;
    private readonly long[] _flushedSums;

    /// <param name="stripes">Where it counts.</param>
    /// <param name="instrument">What is shown.</param>
    /// <param name="buckets">The upper bounds that the instrument was made with.</param>
    /// <param name="unitsPerOne">How many of what is counted make one of what the instrument shows.</param>
    public HotHistogram(CounterStripes stripes, Histogram.Child instrument, double[] buckets, long unitsPerOne = 1)
    {
        _stripes = stripes;
        _instrument = instrument;
        _unitsPerOne = unitsPerOne;
        _last = [.. buckets.Select(LastWithin), long.MaxValue];
        _cell = stripes.Reserve(_cells * _last.Length);
        _flushedCounts = new long[_last.Length];
        _flushedSums = new long[_last.Length];
    }

    public void Observe(long value) => Observe(_stripes.Mine, value);

    /// <summary>For who counts several things at once, and has looked up the thread's stripe.</summary>
    public void Observe(long[] stripe, long value)
    {
        // From below: most events are quick and most messages small, and the slow ones can wait for sixteen comparisons.
        var last = _last;
        var bucket = 0;
        while (value > last[bucket])
        {
            bucket++;
        }

        var cell = _cell + (_cells * bucket);
        var count = ++stripe[cell];
        Volatile.Write(ref stripe[cell + _sum], stripe[cell + _sum] + value);
        Volatile.Write(ref stripe[cell + _done], count);
    }

    /// <summary>Adds the observations up to now to <paramref name="buckets"/>: those of each bucket, the last without an upper bound.</summary>
    public void AddTo(long[] buckets)
    {
        foreach (var stripe in _stripes.All)
        {
            for (var bucket = 0; stripe is not null && bucket < _last.Length; bucket++)
            {
                buckets[bucket] += Volatile.Read(ref stripe[_cell + (_cells * bucket) + _done]);
            }
        }
    }

    /// <summary>Gives the instrument what was counted since the last time; one caller at a time.</summary>
    public void Flush()
    {
        for (var bucket = 0; bucket < _last.Length; bucket++)
        {
            var (count, sum) = Read(_cell + (_cells * bucket));
            var newCount = count - _flushedCounts[bucket];
            if (newCount != 0)
            {
                // A sum beyond what a double holds exactly could round the mean out of its bucket.
                var first = bucket == 0 ? long.MinValue : _last[bucket - 1] + 1;
                var mean = Math.Clamp((double)(sum - _flushedSums[bucket]) / newCount, first, _last[bucket]);
                _instrument.Observe(mean / _unitsPerOne, newCount);
                _flushedCounts[bucket] = count;
                _flushedSums[bucket] = sum;
            }
        }
    }

    /// <summary>A count and the sum of just these values. An observation that is under way is waited for, it takes a few instructions.</summary>
    private (long Count, long Sum) Read(int cell)
    {
        var (count, sum) = (0L, 0L);
        foreach (var stripe in _stripes.All)
        {
            if (stripe is null)
            {
                continue;
            }

            long done, sumThen;
            var wait = default(SpinWait);
            while (true)
            {
                done = Volatile.Read(ref stripe[cell + _done]);
                sumThen = Volatile.Read(ref stripe[cell + _sum]);
                if (Volatile.Read(ref stripe[cell]) == done)
                {
                    break;
                }

                wait.SpinOnce();
            }

            count += done;
            sum += sumThen;
        }

        return (count, sum);
    }

    /// <summary>The largest whole number that the instrument would put under a bound, whatever way the division rounds.</summary>
    private long LastWithin(double bound)
    {
        var last = (long)(bound * _unitsPerOne);
        while ((last + 1) / _unitsPerOne <= bound)
        {
            last++;
        }

        while (last / _unitsPerOne > bound)
        {
            last--;
        }

        return last;
    }
}
