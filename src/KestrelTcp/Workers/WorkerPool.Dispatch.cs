using System.Diagnostics;
using KestrelTcp.Io;

namespace KestrelTcp.Workers;

/// <summary>Which worker gets which event. Everything here is guarded.</summary>
internal sealed partial class WorkerPool
{
    /// <summary>Most events that are written to a worker ahead of its answers with <c>prefetch: auto</c>.</summary>
    private const int _mostAhead = 16;

    /// <summary>An event written ahead may wait about that long for those before it, in microseconds.</summary>
    private const double _waitBudget = 400;

    private static readonly long _waitBudgetTicks = (long)(_waitBudget * Stopwatch.Frequency / 1_000_000);

    private readonly List<Worker> _touched = [];

    /// <summary>Hands an event over or lets it wait.</summary>
    /// <returns>Why neither is possible.</returns>
    private EventOutcome? Place(WorkerEvent item, out Worker? worker, bool again = false)
    {
        worker = null;
        if (_stopped)
        {
            return EventOutcome.PoolStopped;
        }

        if (IsSticky && item.Kind == EventKind.Data && item.Affinity is null && item.Refusals == 0)
        {
            // Its worker died a moment ago; the state that the session had there is gone.
            return EventOutcome.WorkerLost;
        }

        if (IsSticky && (item.Affinity ?? Bind(item)) is { } own)
        {
            if (Window(own) > own.InFlight && own.Waiting.Count == 0)
            {
                Hand(own, item);
                worker = own;
                return null;
            }

            return Wait(own.Waiting, item, again);
        }

        worker = IsSticky ? null : TakeIdle() ?? Ahead();
        if (worker is null)
        {
            return Wait(_queue, item, again);
        }

        if (!again && _queue.Dequeue() is { } first)
        {
            // The worker may have more only now that it has proved fast: whoever waits goes first.
            _queue.Enqueue(item);
            item = first;
        }

        Hand(worker, item);
        return null;
    }

    private EventOutcome? Wait(EventQueue queue, WorkerEvent item, bool again)
    {
        if (again)
        {
            queue.EnqueueFirst(item);
            return null;
        }

        if (_options.MaxQueueSize > 0 && queue.Count >= _options.MaxQueueSize && item.Kind != EventKind.Closed)
        {
            LogQueueFull(_options.MaxQueueSize);
            return EventOutcome.QueueFull;
        }

        queue.Enqueue(item);
        if (_options.Debug)
        {
            EnsureWorkers();
        }

        return null;
    }

    private void Hand(Worker worker, WorkerEvent item)
    {
        _idle.Remove(worker);
        worker.Hand(item, _now);
        if (worker.MaxJobs > 0 && worker.Handed >= worker.MaxJobs)
        {
            Retire(worker, WorkerEnd.MaxJobs);
        }
    }

    /// <summary>The worker that was free last: its memory is warm. Before all others one whose answers are read by the thread that is to write to it.</summary>
    private Worker? TakeIdle()
    {
        while (_idle.Count > 0)
        {
            var index = LastIdle();
            var worker = _idle[index];
            _idle.RemoveAt(index);
            if (!worker.Takes)
            {
                continue;
            }

            if (worker.HasUnreadOutput)
            {
                worker.Kill(WorkerEnd.UnreadOutput);
                continue;
            }

            return worker;
        }

        return null;
    }

    private int LastIdle()
    {
        if (IoLoop.Current is { } loop)
        {
            for (var index = _idle.Count - 1; index >= 0; index--)
            {
                if (_idle[index].Loop == loop)
                {
                    return index;
                }
            }
        }

        return _idle.Count - 1;
    }

    /// <summary>No worker is free: the one to write ahead to, if any is fast enough.</summary>
    private Worker? Ahead()
    {
        Worker? best = null;
        if (_options.Prefetch != 0)
        {
            foreach (var worker in _workers)
            {
                if (worker.Serves && worker.InFlight < Window(worker) && !IsSlowNow(worker) && (best is null || worker.InFlight < best.InFlight))
                {
                    best = worker;
                }
            }
        }

        return best;
    }

    /// <summary>However fast it was before: who knows when it is done with the event that it has now, and another may be free in a moment.</summary>
    private bool IsSlowNow(Worker worker) =>
        _options.Prefetch is null && worker.Current is { } current && _now - current.BegunAt > _waitBudgetTicks;

    /// <summary>How many events the worker may have at once.</summary>
    private int Window(Worker worker)
    {
        if (!worker.Takes)
        {
            return 0;
        }

        if (!worker.Fenced && !worker.Correlates)
        {
            return 1;
        }

        return _options.Prefetch is { } fixedNumber
            ? fixedNumber + 1
            : (int)Math.Clamp(_waitBudget / worker.ServiceTime.Microseconds, 1, _mostAhead);
    }

    /// <summary>After an event is finished: the next ones, or rest, or the end.</summary>
    private void Refill(Worker worker)
    {
        if (!worker.Takes)
        {
            return;
        }

        if (worker.InFlight == 0 && worker.HasUnreadOutput)
        {
            worker.Kill(WorkerEnd.UnreadOutput);
            return;
        }

        while (worker.InFlight < Window(worker) && (worker.Waiting.Dequeue() ?? NextFor(worker)) is { } next)
        {
            Hand(worker, next);
        }

        if (worker.InFlight > 0)
        {
            return;
        }

        if (worker.Serves)
        {
            if (!_idle.Contains(worker))
            {
                _idle.Add(worker);
            }
        }
        else if (worker.Bound.Count == 0)
        {
            worker.Stop();
        }
    }

    private WorkerEvent? NextFor(Worker worker)
    {
        if (!worker.Serves || _queue.Dequeue() is not { } item)
        {
            return null;
        }

        if (IsSticky)
        {
            Bind(item, worker);
        }

        return item;
    }

    /// <summary>Gives what waits to workers that have become free otherwise than by finishing an event.</summary>
    private void DispatchQueue()
    {
        _now = Stopwatch.GetTimestamp();
        while (_queue.First is { } item)
        {
            _queue.Remove(item);
            if (Place(item, out var worker, again: true) is not null)
            {
                return;
            }

            if (worker is not null)
            {
                _touched.Add(worker);
            }
            else if (_queue.First == item)
            {
                return;
            }
        }
    }

    /// <summary>Without the lock: writes to the workers that were given something while it was held for another reason.</summary>
    private void PumpTouched()
    {
        Worker[] touched;
        lock (_gate)
        {
            touched = [.. _touched];
            _touched.Clear();
        }

        foreach (var worker in touched)
        {
            worker.Pump();
        }
    }
}
