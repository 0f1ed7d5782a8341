using Prometheus;

namespace KestrelTcp.Ingress.Counting;

/// <summary>A counter for the way of every event: counting is an addition to a plain field, the instrument learns of it in <see cref="Flush"/>.</summary>
internal sealed class HotCounter(CounterStripes stripes, Counter.Child instrument)
{
    private readonly int _cell = stripes.Reserve(1);
    private long _flushed;

    /// <summary>What was counted up to now, by all threads.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            foreach (var stripe in stripes.All)
            {
                sum += stripe is null ? 0 : Volatile.Read(ref stripe[_cell]);
            }

            return sum;
        }
    }

    public void Inc(long by) => Inc(stripes.Mine, by);

    /// <summary>For who counts several things at once, and has looked up the thread's stripe.</summary>
    public void Inc(long[] stripe, long by) => stripe[_cell] += by;

    /// <summary>Gives the instrument what was counted since the last time; one caller at a time.</summary>
    public void Flush()
    {
        var sum = Value;
        if (sum != _flushed)
        {
            instrument.Inc(sum - _flushed);
            _flushed = sum;
        }
    }
}
