using System.Diagnostics;

namespace KestrelTcp.Workers;

/// <summary>Its end: what became of each event that it had.</summary>
internal sealed partial class Worker
{
    private static readonly TimeSpan _endTime = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _pumpStopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>After the end of its output: waits for the process, then tells the pool.</summary>
    private async Task EndAsync()
    {
        if (State != WorkerState.Stopping && !await EndsInTimeAsync())
        {
            // It closed its standard output and lives on: of no use to anybody.
            Kill(WorkerEnd.Died);
        }

        var exit = await _process.Exited;
        bool pumping;
        lock (_gate)
        {
            _broken = true;
            pumping = _pumping;
        }

        await Task.WhenAny(Task.WhenAll(_stderr.Ended, pumping ? _pumpStopped.Task : Task.CompletedTask), Task.Delay(_endTime));
        var taken = _batch.Written - _link.UnreadInput;
        _link.Dispose();
        _process.Dispose();
        if (pumping)
        {
            // It ends with the stream at the latest: another process may hold the pipe's other side and read nothing.
            await _pumpStopped.Task;
        }

        _reader.Release();
        _pool.Ended(this, new WorkerRemains(exit, _killed ?? _end, taken, _stderr.Tail));
    }

    /// <summary>The process is gone, and there was time to read what it had written.</summary>
    private async Task GoneAsync()
    {
        await _process.Exited;
        await Task.Delay(_endTime);
    }

    private async Task<bool> EndsInTimeAsync() =>
        await Task.WhenAny(_process.Exited, Task.Delay(_endTime)) == _process.Exited;

    /// <summary>Guarded: takes away every event that it was given, oldest first, and tells how each ended; null: to be given to another worker.</summary>
    public List<(WorkerEvent Item, EventOutcome? Outcome)> TakeEvents(in WorkerRemains remains)
    {
        var now = Stopwatch.GetTimestamp();
        var result = new List<(WorkerEvent, EventOutcome?)>();
        _pool.Load.Value -= InFlight;
        if (Current is { } current)
        {
            var outcome = OutcomeOf(current, remains);
            if (outcome == EventOutcome.Done)
            {
                Execs++;
            }

            current.WaitsSince = now;
            result.Add((current, outcome));
        }

        foreach (var item in _behind)
        {
            // Begun only when the pid after the event before it has come, and then it would be the current one.
            item.WaitsSince = now;
            result.Add((item, null));
        }

        while (Waiting.Dequeue() is { } waiting)
        {
            result.Add((waiting, null));
        }

        Current = null;
        _behind.Clear();
        _outgoing.Clear();
        State = remains.Killed is null && remains.Exit.IsClean ? WorkerState.Stopped : WorkerState.Errored;
        return result;
    }

    private EventOutcome? OutcomeOf(WorkerEvent current, in WorkerRemains remains)
    {
        // It read none of it.
        if (remains.Taken <= current.StreamOffset)
        {
            return null;
        }

        if (current.Kind == EventKind.Closed)
        {
            return OutcomeOfClosed(current, remains);
        }

        // It was killed for an event before this one.
        if (remains.Killed == WorkerEnd.NoAnswer && current.Frames == 0)
        {
            return null;
        }

        current.Reached = true;
        if (current.StopRequested)
        {
            return null;
        }

        // Ended of its own accord after it had answered, whether it was to go anyway or not.
        if (current.Frames > 0 && remains.Exit.IsClean && remains.Killed is not { State: WorkerState.Errored or WorkerState.ExecTtlReached })
        {
            return EventOutcome.Done;
        }

        return Lost(remains);
    }

    /// <summary>CLOSED is never given twice: once a worker has read it whole, it may have carried it out, whatever it says of it.</summary>
    private EventOutcome? OutcomeOfClosed(WorkerEvent current, in WorkerRemains remains)
    {
        if (current.Frames > 0)
        {
            return EventOutcome.Done;
        }

        return remains.Taken < current.StreamOffset + current.FrameSize(Correlates) ? null : Lost(remains);
    }

    private static EventOutcome Lost(in WorkerRemains remains) =>
        remains.Killed == WorkerEnd.ExecTtl ? EventOutcome.ExecTtl : EventOutcome.WorkerLost;
}
