using Prometheus;

namespace KestrelTcp.Workers;

/// <summary>Counters that the pools write (SPEC 7).</summary>
internal sealed class PoolMetrics
{
    private readonly Counter _restarts;

    public PoolMetrics(CollectorRegistry registry)
    {
        var factory = Metrics.WithCustomRegistry(registry);
        _restarts = factory.CreateCounter("rr_tcp_worker_restarts_total", "Workers that ended or were ended while the pool ran, by reason.", "reason");
        StrayFrames = factory.CreateCounter("rr_tcp_worker_stray_frames_total", "Frames of workers that answered no event, and were dropped.");
        NoFreeWorkers = factory.CreateCounter("rr_tcp_no_free_workers_total", "Events for which no worker became free within allocate_timeout.");
    }

    public Counter StrayFrames { get; }

    public Counter NoFreeWorkers { get; }

    public WorkerCounts Counts() => new(
        _restarts.GetAllLabelValues().ToDictionary(labels => labels[0], labels => (long)_restarts.WithLabels(labels).Value),
        (long)StrayFrames.Value,
        (long)NoFreeWorkers.Value);

    public void Restarted(WorkerEnd reason) => _restarts.WithLabels(reason.Label).Inc();
}
