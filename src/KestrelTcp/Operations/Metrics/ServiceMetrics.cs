using KestrelTcp.Workers;
using Prometheus;

namespace KestrelTcp.Operations.Metrics;

/// <summary>The gauges that are read off the service's snapshots when somebody asks.</summary>
internal sealed class ServiceMetrics
{
    private readonly Lock _gate = new();
    private readonly IServiceView _view;
    private readonly RuntimeMetrics _runtime;
    private readonly WorkerSeries _workers;
    private readonly Gauge _total;
    private readonly Gauge _memory;
    private readonly Gauge _ready;
    private readonly Gauge _working;
    private readonly Gauge _invalid;
    private readonly Gauge _queue;
    private readonly Gauge _uptime;

    public ServiceMetrics(CollectorRegistry registry, IServiceView view)
    {
        _view = view;
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        DotNetStats.Register(registry);
        _runtime = new RuntimeMetrics(factory);
        _workers = new WorkerSeries(factory);
        _total = factory.CreateGauge("rr_tcp_total_workers", "Workers of all pools.");
        _memory = factory.CreateGauge("rr_tcp_workers_memory_bytes", "Resident memory of all workers together.");
        _ready = factory.CreateGauge("rr_tcp_workers_ready", "Workers that wait for an event.");
        _working = factory.CreateGauge("rr_tcp_workers_working", "Workers that work on an event.");
        _invalid = factory.CreateGauge("rr_tcp_workers_invalid", "Workers that work on their last event.");
        _queue = factory.CreateGauge("rr_tcp_queue_size", "Events that no worker has taken yet.");
        _uptime = factory.CreateGauge("rr_tcp_uptime_seconds", "Time since the service was started.");
        factory.CreateGauge("rr_tcp_build_info", "Always 1; the information is in the label.", ["version"]).WithLabels(ServiceVersion.Text).Set(1);
    }

    /// <summary>Takes over what is true now.</summary>
    public void Update()
    {
        lock (_gate)
        {
            var pools = _view.Pools();
            WorkerSnapshot[] workers = [.. pools.SelectMany(pool => pool.Workers)];
            _total.Set(workers.Length);
            _memory.Set(_workers.Show(workers));
            _ready.Set(workers.Count(worker => worker.State == WorkerState.Ready));
            _working.Set(workers.Count(worker => worker.State == WorkerState.Working));
            _invalid.Set(workers.Count(worker => worker.State == WorkerState.Invalid));
            _queue.Set(pools.Sum(pool => pool.QueueLength));
            _uptime.Set((DateTime.UtcNow - _view.StartedAt).TotalSeconds);
            _runtime.Update();
        }
    }
}
