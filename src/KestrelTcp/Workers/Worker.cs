using System.Diagnostics;
using KestrelTcp.Goridge;
using KestrelTcp.Io;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Workers;

/// <summary>
/// One worker process that serves: the FIFO of the events handed to it, written in batches, and its answers matched to
/// them. What is said to be guarded is guarded by the pool's lock, which is never held over a call of an event's methods.
/// </summary>
internal sealed partial class Worker
{
    private readonly WorkerPool _pool;
    private readonly Lock _gate;
    private readonly ChildProcess _process;
    private readonly IWorkerLink _link;
    private readonly FrameReader _reader;
    private readonly FrameBatch _batch;
    private readonly WorkerStderr _stderr;
    private readonly OwnTime _ownTime;

    // Guarded.
    private readonly Queue<WorkerEvent> _behind = new();
    private readonly Queue<WorkerEvent> _outgoing = new();
    private WorkerEnd? _end;
    private WorkerEnd? _killed;
    private uint _lastSequence;
    private bool _pumping;
    private bool _stopWanted;
    private bool _broken;

    // Only touched by the thread that reads.
    private bool _reading;
    private bool _strayLogged;
    private byte[] _pidAnswer = [];

    public Worker(WorkerPool pool, Lock gate, WorkerParts parts)
    {
        _pool = pool;
        _gate = gate;
        _process = parts.Process;
        _link = parts.Link;
        _reader = parts.Reader;
        _stderr = parts.Stderr;
        _ownTime = new OwnTime(_process.SchedulingDelay);
        Correlates = parts.Handshake.Correlates;
        Fenced = parts.Handshake.Fenced;
        _batch = new FrameBatch(_link.Input, Correlates, Fenced ? ControlFrame.PidRequest(Environment.ProcessId) : []);
        Created = DateTime.UtcNow;
    }

    public int Pid => _process.Pid;

    public DateTime Created { get; }

    public bool Correlates { get; }

    public bool Fenced { get; }

    /// <summary>Recent time per event, kept by the reading thread.</summary>
    public ServiceTime ServiceTime { get; } = new();

    /// <summary>Guarded.</summary>
    public WorkerState State { get; private set; } = WorkerState.Ready;

    /// <summary>Guarded: events finished.</summary>
    public long Execs { get; private set; }

    /// <summary>Guarded: events handed over in its life.</summary>
    public long Handed { get; private set; }

    /// <summary>Guarded: retires when it has been handed that many; 0: never.</summary>
    public long MaxJobs { get; init; }

    /// <summary>Guarded: the event that it works on.</summary>
    public WorkerEvent? Current { get; private set; }

    /// <summary>Guarded: events handed over and not finished.</summary>
    public int InFlight => (Current is null ? 0 : 1) + _behind.Count;

    /// <summary>Guarded: sticky dispatch, its connections.</summary>
    public HashSet<WorkerEvent> Bound { get; } = [];

    /// <summary>Guarded: sticky dispatch, events of its connections that wait for it.</summary>
    public EventQueue Waiting { get; } = new();

    /// <summary>Guarded: takes events of new connections, and counts as one of the pool's number.</summary>
    public bool Serves => _end is null && !_broken;

    /// <summary>Guarded: will end, but still finishes what belongs to it.</summary>
    public bool Retires => _end is not null && Takes;

    /// <summary>Guarded: may be given an event.</summary>
    public bool Takes => !_broken && State != WorkerState.Stopping;

    /// <summary>Guarded: when it was asked to retire (Stopwatch timestamp).</summary>
    public long RetiringSince { get; private set; }

    /// <summary>Guarded: it retires for a reset, which has a time limit of its own.</summary>
    public bool RetiresForReset => Retires && _end == WorkerEnd.Reset;

    /// <summary>Guarded: when its last event was finished (Stopwatch timestamp); 0: it had none.</summary>
    public long LastFinish { get; private set; }

    /// <summary>Completes when the process is gone and its events are dealt with.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>The thread that reads its answers; null: any.</summary>
    public IoLoop? Loop => _link.Loop;

    /// <summary>It has said more than it was asked, and nothing would tell that from the answer to the next event (SPEC 5). To be asked while it has no event.</summary>
    public bool HasUnreadOutput => !Fenced && !Correlates && (_reader.HasMore || _link.HasOutput);

    public void Start() => Ended = RunAsync();

    /// <summary>Guarded: hands an event over; <see cref="Pump"/> writes it.</summary>
    /// <param name="item">The event.</param>
    /// <param name="now">Stopwatch timestamp.</param>
    public void Hand(WorkerEvent item, long now)
    {
        item.Rewind();
        item.Writing = true;
        item.StreamOffset = long.MaxValue;
        item.Sequence = ++_lastSequence;
        item.WorkerPid = Pid;
        Handed++;
        _pool.Load.Value++;
        if (Current is null)
        {
            Begin(item, now);
        }
        else
        {
            _behind.Enqueue(item);
        }

        _outgoing.Enqueue(item);
        if (_end is null)
        {
            State = WorkerState.Working;
        }
    }

    /// <summary>Guarded: takes the current event off; the next one handed over, if any, becomes current.</summary>
    /// <param name="now">Stopwatch timestamp.</param>
    public void Finish(long now)
    {
        Execs++;
        _pool.Load.Value--;
        LastFinish = now;
        Current = null;
        if (_behind.TryDequeue(out var next))
        {
            Begin(next, now);
        }
        else if (_end is null)
        {
            State = WorkerState.Ready;
        }
    }

    /// <summary>Guarded: no more new work; what it has, it finishes. The first reason counts.</summary>
    public void Retire(WorkerEnd reason)
    {
        if (_end is not null)
        {
            return;
        }

        _end = reason;
        RetiringSince = Stopwatch.GetTimestamp();
        State = reason == WorkerEnd.PoolStopped ? WorkerState.Invalid : reason.State;
    }

    /// <summary>Guarded: the stop frame follows what is already written.</summary>
    public void Stop()
    {
        if (State == WorkerState.Stopping)
        {
            return;
        }

        State = WorkerState.Stopping;
        _stopWanted = true;
        _ = StopInTimeAsync();
    }

    /// <summary>Ends the process at once; its events are dealt with when it is gone. The first reason counts.</summary>
    public void Kill(WorkerEnd reason)
    {
        GiveUp(reason);
        _process.Kill();
    }

    public WorkerSnapshot Snapshot() => new(Pid, State, Execs, Created, _pool.Command.Text)
    {
        InFlight = InFlight,
        Busy = Current is { } item ? Stopwatch.GetElapsedTime(item.BegunAt) : null,
    };

    /// <summary>Gives it and writes to it nothing more.</summary>
    private void GiveUp(WorkerEnd reason)
    {
        lock (_gate)
        {
            _killed ??= reason;
            _broken = true;
            State = reason.State;
        }
    }

    private void Begin(WorkerEvent item, long now)
    {
        Current = item;
        item.BegunAt = now;
    }

    private async Task StopInTimeAsync()
    {
        // Off the caller's lock.
        await Task.Yield();
        Pump();
        try
        {
            await _process.Exited.WaitAsync(_pool.StopTime);
        }
        catch (TimeoutException)
        {
            _pool.LogStopIgnored(Pid, _pool.StopTime.TotalSeconds);
            _process.Kill();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var reading = ReadAsync();
        if (await Task.WhenAny(reading, GoneAsync()) != reading)
        {
            // Another process holds its standard output: there will be no end of it.
            await _link.Output.DisposeAsync();
        }

        if (await reading is { } problem)
        {
            Kill(WorkerEnd.BadFrame);
            _pool.LogBadFrame(Pid, problem);
        }

        await EndAsync();
    }
}
