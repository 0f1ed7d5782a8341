using System.Diagnostics;
using KestrelTcp.Configuration;
using KestrelTcp.Io;
using KestrelTcp.Workers.Processes;
using KestrelTcp.Workers.Relays;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers;

/// <summary>
/// A number of workers and the events that wait for them. One lock guards the book-keeping of the pool, its workers and
/// their events; writing to workers and calling events back happens outside of it.
/// </summary>
internal sealed partial class WorkerPool : IDisposable
{
    /// <summary>RoadRunner's own bound of the time from stop frame to kill (PROTOCOL 1.5).</summary>
    private static readonly TimeSpan _mostStopTime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly PoolOptions _options;
    private readonly ILogger _logger;
    private readonly WorkerStarter _starter;
    private readonly EventQueue _queue = new();
    private readonly List<Worker> _workers = [];
    private readonly List<Worker> _idle = [];
    private readonly CancellationTokenSource _stopping = new();
    private bool _stopped;

    /// <summary>Guarded: time of the step under way (Stopwatch timestamp), read once.</summary>
    private long _now;

    public WorkerPool(string name, PoolOptions options, WorkerCommand command, PoolMetrics metrics, OrphanGuard guard, RelayListener? relay, IoLoops loops, ILoggerFactory loggers)
    {
        Name = name;
        _options = options;
        Command = command;
        Metrics = metrics;
        _logger = loggers.CreateLogger("pool");
        Load = loops.AddGauge();
        _starter = new WorkerStarter(command, options, guard, relay, loops, loggers.CreateLogger("server"));
    }

    public string Name { get; }

    public WorkerCommand Command { get; }

    public PoolMetrics Metrics { get; }

    /// <summary>Guarded: events that workers have.</summary>
    public LoadGauge Load { get; }

    /// <summary>From a worker's stop frame to its kill.</summary>
    public TimeSpan StopTime => _options.DestroyTimeout < _mostStopTime ? _options.DestroyTimeout : _mostStopTime;

    /// <summary>With a fresh worker for each event there is none to stick to.</summary>
    private bool IsSticky => _options.Dispatch == DispatchMode.Sticky && !_options.Debug;

    /// <summary>Gives an event to a worker, or lets it wait for one.</summary>
    public void Submit(WorkerEvent item)
    {
        item.Reset();
        item.SubmittedAt = item.WaitsSince = Stopwatch.GetTimestamp();
        EventOutcome? refusal;
        Worker? worker;
        lock (_gate)
        {
            _now = item.SubmittedAt;
            refusal = Place(item, out worker);
            if (refusal is not null)
            {
                UnbindUnlessConnected(item);
            }
        }

        worker?.Pump();
        if (refusal is { } outcome)
        {
            item.Pending = false;
            item.OnCompleted(outcome);
        }
    }

    public PoolSnapshot Snapshot()
    {
        lock (_gate)
        {
            var ready = _idle.Count > 0 || (_options.Debug && _backoff.Failures == 0) || (_lastFinish != 0 && Stopwatch.GetElapsedTime(_lastFinish) < _readyTime);
            var queued = _queue.Count + _workers.Sum(worker => worker.Waiting.Count);
            return new PoolSnapshot(Name, [.. _workers.Select(worker => worker.Snapshot())], queued, ready, _workers.Any(worker => worker.Serves) || (_options.Debug && _backoff.Failures == 0)) { Options = _options };
        }
    }

    /// <summary>A worker is done with its current event. Called by the worker, without the lock.</summary>
    public void Finished(Worker worker, WorkerEvent item, EventOutcome outcome)
    {
        bool starved;
        lock (_gate)
        {
            if (worker.Current != item)
            {
                return;
            }

            starved = FinishCurrent(worker, item);
            item.Pending = false;
            if (item.Kind == EventKind.Closed)
            {
                Unbind(item);
            }

            Refill(worker);
        }

        worker.Pump(now: starved);
        item.OnCompleted(outcome);
    }

    /// <summary>A worker asked to be retired instead of answering: the event goes to another (SPEC 4, rule 6).</summary>
    public void Refused(Worker worker, WorkerEvent item)
    {
        Worker? other = null;
        EventOutcome? outcome = null;
        lock (_gate)
        {
            if (worker.Current != item)
            {
                return;
            }

            FinishCurrent(worker, item);
            Unbind(item);
            outcome = HandedBack(item) ?? Place(item, out other, again: true);
            item.Pending = outcome is null;
            Refill(worker);
        }

        worker.Pump();
        other?.Pump();
        if (outcome is { } end)
        {
            item.OnCompleted(end);
        }
    }

    /// <summary>A worker has asked to be retired, instead of an answer or after it. Called by the worker, without the lock.</summary>
    public void RetireByItsWish(Worker worker)
    {
        lock (_gate)
        {
            Retire(worker, WorkerEnd.OwnWish);
        }
    }

    /// <summary>A worker is gone: another takes its place, and what it had not begun.</summary>
    public void Ended(Worker worker, WorkerRemains remains)
    {
        var completed = new List<(WorkerEvent Item, EventOutcome Outcome)>();
        var lost = new List<WorkerEvent>();
        lock (_gate)
        {
            var events = worker.TakeEvents(remains);
            Remove(worker, remains);
            LogEnd(worker, remains);
            for (var i = events.Count - 1; i >= 0; i--)
            {
                var (item, outcome) = events[i];
                var bound = Unbind(item);
                var handedBack = outcome is null && item.StopRequested;
                if (handedBack)
                {
                    // It left at once, so nothing came behind its wish.
                    outcome = HandedBack(item);
                }

                var sticksToDead = bound && item.Kind == EventKind.Data && !handedBack;
                if (outcome is null && !sticksToDead && !_stopped)
                {
                    _queue.EnqueueFirst(item);
                    continue;
                }

                item.Pending = false;
                completed.Add((item, outcome ?? (_stopped ? EventOutcome.PoolStopped : EventOutcome.WorkerLost)));
            }

            lost.AddRange(worker.Bound);
            foreach (var item in lost)
            {
                item.Affinity = null;
            }

            worker.Bound.Clear();
            EnsureWorkers();
            DispatchQueue();
        }

        PumpTouched();
        foreach (var (item, outcome) in completed)
        {
            item.OnCompleted(outcome);
        }

        foreach (var item in lost)
        {
            item.OnWorkerLost();
        }
    }

    public void Dispose()
    {
        _clock?.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Guarded: a worker asked to be retired instead of answering.</summary>
    /// <returns>Why no other is to be asked.</returns>
    private EventOutcome? HandedBack(WorkerEvent item)
    {
        item.StopRequested = false;
        item.WaitsSince = Stopwatch.GetTimestamp();
        if (++item.Refusals <= (_options.Debug ? _options.NumWorkers : _target))
        {
            return null;
        }

        LogRefused(item.Refusals);
        return EventOutcome.Refused;
    }

    /// <summary>Guarded. True when the worker has nothing to do until it is written to.</summary>
    private bool FinishCurrent(Worker worker, WorkerEvent item)
    {
        _now = Stopwatch.GetTimestamp();
        worker.Finish(_now);
        item.FinishedAt = _now;
        _lastFinish = _now;
        _backoff.Succeeded();
        return worker.InFlight == 0;
    }
}
