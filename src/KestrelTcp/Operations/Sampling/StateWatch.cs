using KestrelTcp.Workers;

namespace KestrelTcp.Operations.Sampling;

/// <summary>Remembers since when the service and each of its pools have been as they are.</summary>
internal sealed class StateWatch(IServiceView view, TimeProvider? clock = null)
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Dictionary<string, StateSince> _pools = new(StringComparer.Ordinal);
    private StateSince _service = new(ServiceState.Starting, view.StartedAt, "");
    private bool _started;

    /// <summary>Looks at the service now.</summary>
    /// <returns>The pools as they are.</returns>
    public IReadOnlyList<PoolSnapshot> Look()
    {
        var pools = view.Pools();
        var now = _clock.GetUtcNow().UtcDateTime;
        lock (_gate)
        {
            _started |= view.Listening;
            foreach (var pool in pools)
                _pools[pool.Name] = _pools.GetValueOrDefault(pool.Name, new StateSince(ServiceState.Starting, view.StartedAt, "")).Now(OfPool(pool), now, Why(pool));
            var worst = pools.Select(pool => _pools[pool.Name]).Where(state => state.State is ServiceState.Down or ServiceState.Stalled).MaxBy(state => state.State);
            var why = string.Join("; ", pools.Select(pool => _pools[pool.Name].Why).Where(text => text.Length > 0));
            _service = view.Draining ? _service.Now(ServiceState.Draining, now, "connections finish their work; no new ones are taken")
                : !_started ? _service.Now(ServiceState.Starting, now, "")
                : worst is not null ? _service.Now(worst.State, worst.Since, why)
                : !view.Listening ? _service.Now(ServiceState.Down, now, "not listening")
                : _service.Now(ServiceState.Serving, now, "");
        }

        return pools;
    }

    public StateSince Service
    {
        get
        {
            lock (_gate)
                return _service;
        }
    }

    public StateSince Pool(string name)
    {
        lock (_gate)
            return _pools.GetValueOrDefault(name, _service);
    }

    private ServiceState OfPool(PoolSnapshot pool) =>
        pool.Healthy ? pool.Ready ? ServiceState.Serving : _started ? ServiceState.Stalled : ServiceState.Starting
        : _started ? ServiceState.Down : ServiceState.Starting;

    private static string Why(PoolSnapshot pool) =>
        !pool.Healthy ? $"pool {pool.Name} has no worker"
        : !pool.Ready ? $"pool {pool.Name}: every worker has been at work for 5 s without finishing an event"
        : "";
}
