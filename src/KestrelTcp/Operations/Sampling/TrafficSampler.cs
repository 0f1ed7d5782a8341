namespace KestrelTcp.Operations.Sampling;

/// <summary>
/// Looks at the counters every two seconds, so that a page that is only just opened can show the last five minutes. A look reads a few
/// hundred fields for each server and allocates about 3 KB for it; it takes no lock that events need but the pools', for their snapshots.
/// </summary>
internal sealed class TrafficSampler : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Points kept: five minutes.</summary>
    public const int MostPoints = 150;

    /// <summary>Intervals that the current rates are taken over: ten seconds.</summary>
    private const int Window = 5;

    private readonly Lock _gate = new();
    private readonly IServiceView _view;
    private readonly StateWatch _states;
    private readonly TimeProvider _clock;
    private readonly Queue<CountSample> _window = new();
    private readonly Queue<TrafficPoint> _points = new();
    private CountSample? _last;
    private ITimer? _timer;

    public TrafficSampler(IServiceView view, StateWatch states, TimeProvider? clock = null)
    {
        _view = view;
        _states = states;
        _clock = clock ?? TimeProvider.System;
    }

    public void Start()
    {
        Take();
        _timer = _clock.CreateTimer(static state => ((TrafficSampler)state!).Take(), this, Interval, Interval);
    }

    /// <summary>One look.</summary>
    public void Take()
    {
        var pools = _states.Look();
        var sample = new CountSample(_clock.GetTimestamp(), Environment.CpuUsage.TotalTime, _view.Counts());
        lock (_gate)
        {
            if (_last is { } last)
            {
                _points.Enqueue(new TrafficPoint(_clock.GetUtcNow().ToUnixTimeMilliseconds(), pools.Sum(pool => pool.QueueLength), Between(last, sample)));
                if (_points.Count > MostPoints)
                    _points.Dequeue();
            }

            _last = sample;
            _window.Enqueue(sample);
            if (_window.Count > Window + 1)
                _window.Dequeue();
        }
    }

    /// <summary>What went on in the last ten seconds, by server.</summary>
    public IReadOnlyDictionary<string, Traffic> Current()
    {
        lock (_gate)
            return _window.Count > 1 ? Between(_window.Peek(), _last!) : new Dictionary<string, Traffic>();
    }

    /// <summary>The same for all servers together.</summary>
    public Traffic Together()
    {
        lock (_gate)
        {
            if (_window.Count < 2)
                return default;
            var first = _window.Peek();
            return Traffic.Between([.. first.Servers.Values], [.. _last!.Servers.Values], Time(first, _last));
        }
    }

    /// <summary>Processor time of the server itself in the last ten seconds, per cent of one processor.</summary>
    public double ProcessorPercent()
    {
        lock (_gate)
            return _window.Count > 1 ? 100 * (_last!.Processor - _window.Peek().Processor) / Time(_window.Peek(), _last) : 0;
    }

    /// <summary>Points later than that (milliseconds since 1970), the oldest first.</summary>
    public IReadOnlyList<TrafficPoint> Points(long since)
    {
        lock (_gate)
            return [.. _points.Where(point => point.Time > since)];
    }

    public void Dispose() => _timer?.Dispose();

    private TimeSpan Time(CountSample before, CountSample after) => _clock.GetElapsedTime(before.Timestamp, after.Timestamp);

    private Dictionary<string, Traffic> Between(CountSample before, CountSample after) =>
        (from server in after.Servers
         where before.Servers.ContainsKey(server.Key)
         select (server.Key, Traffic: Traffic.Between([before.Servers[server.Key]], [server.Value], Time(before, after)))).ToDictionary(pair => pair.Key, pair => pair.Traffic);
}
