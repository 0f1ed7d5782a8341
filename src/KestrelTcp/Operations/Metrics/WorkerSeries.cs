using System.Globalization;
using KestrelTcp.Workers;
using KestrelTcp.Workers.Processes;
using Prometheus;

namespace KestrelTcp.Operations.Metrics;

/// <summary>The series that stand for one worker each: they come and go with it.</summary>
internal sealed class WorkerSeries(IMetricFactory factory)
{
    private readonly Gauge _state = factory.CreateGauge("rr_tcp_worker_state", "State of a worker; the information is in the labels.", ["state", "pid"]);
    private readonly Gauge _memory = factory.CreateGauge("rr_tcp_worker_memory_bytes", "Resident memory of a worker.", ["pid"]);
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);

    /// <summary>Shows exactly these workers.</summary>
    /// <returns>Their resident memory together, bytes.</returns>
    public long Show(IReadOnlyList<WorkerSnapshot> workers)
    {
        var total = 0L;
        var gone = new HashSet<string>(_shown.Keys, StringComparer.Ordinal);
        foreach (var worker in workers)
        {
            var pid = worker.Pid.ToString(CultureInfo.InvariantCulture);
            var state = WorkerStateNames.Of(worker.State);
            gone.Remove(pid);
            if (_shown.TryGetValue(pid, out var before) && before != state)
                _state.RemoveLabelled(before, pid);
            _shown[pid] = state;
            _state.WithLabels(state, pid).Set(0);
            var memory = ProcessMemory.Resident(worker.Pid);
            _memory.WithLabels(pid).Set(memory);
            total += memory;
        }

        foreach (var pid in gone)
        {
            _state.RemoveLabelled(_shown[pid], pid);
            _memory.RemoveLabelled(pid);
            _shown.Remove(pid);
        }

        return total;
    }
}
