using System.Diagnostics;

namespace KestrelTcp.Workers;

/// <summary>
/// How long a worker takes per event, remembered as a peak that fades: one slow event in a hundred keeps it high, since
/// whatever would be written behind that one would have to wait for it.
/// </summary>
internal sealed class ServiceTime
{
    private const double _fade = 0.98;

    private double _peak = double.MaxValue;

    /// <summary>Microseconds; very large until the first event is done.</summary>
    public double Microseconds => Volatile.Read(ref _peak);

    /// <summary>Counts some events that together took the given time.</summary>
    public void Add(long ticks, int events)
    {
        var sample = ticks * 1_000_000.0 / Stopwatch.Frequency / events;
        var peak = _peak == double.MaxValue ? sample : _peak;
        for (var i = 0; i < events; i++)
        {
            peak = Math.Max(sample, peak * _fade);
        }

        Volatile.Write(ref _peak, peak);
    }
}
