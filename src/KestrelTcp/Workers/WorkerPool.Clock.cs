using System.Diagnostics;

namespace KestrelTcp.Workers;

/// <summary>What happens because time passes.</summary>
internal sealed partial class WorkerPool
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(50);

    /// <summary>A pool counts as ready for that long after an event was finished, though all its workers are busy (SPEC 7).</summary>
    private static readonly TimeSpan _readyTime = TimeSpan.FromSeconds(5);

    /// <summary>A worker without a fence that leaves CLOSED unanswered is free again after that time (SPEC 5).</summary>
    private static readonly TimeSpan _closedAnswerTime = TimeSpan.FromSeconds(5);

    private Timer? _clock;
    private long _lastFinish;
    private int _ticking;

    private void Tick()
    {
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
        {
            return;
        }

        try
        {
            Look();
        }
        catch (Exception exception)
        {
            // A fault of ours; thrown on from a timer it would end the process and every connection with it.
            LogFault(exception, Environment.ProcessId);
        }

        Volatile.Write(ref _ticking, 0);
    }

    private void Look()
    {
        var found = new Overdue();
        lock (_gate)
        {
            Supervise();
            Scale();
            TakeExpired(_queue, found.Expired);
            foreach (var worker in _workers)
            {
                TakeExpired(worker.Waiting, found.Expired);
                LookAt(worker, found);
            }
        }

        foreach (var worker in found.Reset)
        {
            LogResetOverdue(worker.Pid, _options.ResetTimeout.TotalSeconds);
            worker.Kill(WorkerEnd.Reset);
        }

        foreach (var (worker, item) in found.SilentOnClosed)
        {
            Finished(worker, item, EventOutcome.Done);
        }

        foreach (var item in found.Expired)
        {
            Metrics.NoFreeWorkers.Inc();
            LogNoFreeWorker(_options.AllocateTimeout.TotalSeconds);
            item.OnCompleted(EventOutcome.NoFreeWorker);
        }

        foreach (var item in found.Evicted)
        {
            item.OnWorkerLost();
        }

        PumpTouched();
    }

    private void LookAt(Worker worker, Overdue found)
    {
        if (worker.Current is { } current)
        {
            var age = Stopwatch.GetElapsedTime(current.BegunAt);
            if (_options.Supervisor is { ExecTtl: { Ticks: > 0 } execTtl } && age > execTtl && worker.Takes)
            {
                // Under the lock: a moment later the worker may be at another event.
                LogExecTtl(worker.Pid, execTtl.TotalSeconds);
                worker.Kill(WorkerEnd.ExecTtl);
            }
            else if (current.Kind == EventKind.Closed && !worker.Fenced && !worker.Correlates && age > _closedAnswerTime)
            {
                found.SilentOnClosed.Add((worker, current));
            }
        }

        if (!worker.Retires || Stopwatch.GetElapsedTime(worker.RetiringSince) < (worker.RetiresForReset ? _options.ResetTimeout : _options.DestroyTimeout))
        {
            return;
        }

        found.Evicted.AddRange(worker.Bound.Where(item => !item.Pending));
        if (worker.RetiresForReset && worker.InFlight > 0 && worker.Bound.All(item => item.Pending))
        {
            found.Reset.Add(worker);
        }
    }

    /// <summary>Takes out the events that have waited too long; CLOSED waits as long as it must.</summary>
    private void TakeExpired(EventQueue queue, List<WorkerEvent> expired)
    {
        for (var item = queue.First; item is not null;)
        {
            var next = item.Next;
            if (item.Kind != EventKind.Closed)
            {
                if (Stopwatch.GetElapsedTime(item.WaitsSince) >= _options.AllocateTimeout)
                {
                    queue.Remove(item);
                    item.Pending = false;
                    UnbindUnlessConnected(item);
                    expired.Add(item);
                }
                else if (item.WaitsSince == item.SubmittedAt)
                {
                    // Behind it are only younger ones; those that came back from a worker stand before all others.
                    return;
                }
            }

            item = next;
        }
    }
}
