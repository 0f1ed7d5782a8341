using System.Numerics;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Counts times in buckets that are at most 1/64 wide, from a nanosecond up.</summary>
internal sealed class LatencyHistogram
{
    private const int _steps = 64;
    private const int _stepBits = 6;

    private readonly long[] _counts = new long[64 * _steps];
    private long _total;
    private long _max;

    public double MaxMicroseconds => _max / 1000.0;

    public void Add(long nanoseconds)
    {
        nanoseconds = Math.Max(nanoseconds, _steps);
        _max = Math.Max(_max, nanoseconds);
        var shift = BitOperations.Log2((ulong)nanoseconds) - _stepBits;
        _counts[(shift * _steps) + (int)((nanoseconds >> shift) & (_steps - 1))]++;
        _total++;
    }

    public double Percentile(double share)
    {
        var wanted = (long)(_total * share);
        for (var i = 0; i < _counts.Length; i++)
        {
            wanted -= _counts[i];
            if (wanted < 0)
            {
                return (((long)_steps + (i % _steps)) << (i / _steps)) / 1000.0;
            }
        }

        return MaxMicroseconds;
    }
}
