using Microsoft.Extensions.Logging;

namespace KestrelTcp.Io;

/// <summary>The threads that wait for clients' sockets and workers' pipes. Each descriptor belongs to one of them.</summary>
internal sealed class IoLoops : IDisposable
{
    /// <summary>Up to that many processors have a loop each; of more, half: workers need processors too.</summary>
    private const int _oneEach = 2;

    private const int _most = 16;

    private readonly IoLoop[] _loops;
    private uint _next;
    private int _spinning;

    /// <summary>Replaced, never changed: the loops look at it from their first moment.</summary>
    private volatile LoadGauge[] _gauges = [];

    public IoLoops(ILogger logger)
    {
        var processors = Environment.ProcessorCount;
        _loops = [.. Enumerable.Range(0, Math.Clamp(processors / 2, Math.Min(processors, _oneEach), _most)).Select(number => new IoLoop(number, this, logger))];
        CanSpin = processors > 1;
    }

    /// <summary>A loop may look again for a while before it sleeps: there is a processor to spare.</summary>
    public bool CanSpin { get; }

    /// <summary>A single event is under way, or none: whoever waits for its answer waits for the time that it takes to wake a thread.</summary>
    public bool IsCalm
    {
        get
        {
            var load = 0;
            foreach (var gauge in _gauges)
            {
                load += gauge.Value;
            }

            return load <= 1;
        }
    }

    /// <summary>The loop for a new descriptor, in turn.</summary>
    public IoLoop Next() => _loops[Interlocked.Increment(ref _next) % _loops.Length];

    /// <summary>Before anything is served: a further part of the load.</summary>
    public LoadGauge AddGauge()
    {
        var gauge = new LoadGauge();
        _gauges = [.. _gauges, gauge];
        return gauge;
    }

    /// <summary>One loop at a time may spin: <see cref="EndSpin"/> lets the next.</summary>
    public bool TryBeginSpin() => CanSpin && IsCalm && Interlocked.Exchange(ref _spinning, 1) == 0;

    public void EndSpin() => Volatile.Write(ref _spinning, 0);

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }
}
