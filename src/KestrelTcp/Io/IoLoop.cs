using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Io;

/// <summary>
/// A thread that waits for many descriptors and tells each when it is ready. What follows from it runs on this thread
/// to its end: a message is read, given to a worker, its answer read and sent, with no thread woken in between.
/// </summary>
internal sealed unsafe partial class IoLoop : IDisposable
{
    private const int _mostAtOnce = 256;

    /// <summary>Size of struct epoll_event, and where its data is: the kernel packs it on x86-64 only.</summary>
    private static readonly (int Size, int Data) _layout = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (12, 4) : (16, 8);

    private static readonly long _spinTime = (long)(Stopwatch.Frequency * 20e-6);

    [ThreadStatic]
    private static IoLoop? _current;

    private readonly IoLoops _loops;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private readonly List<IDeferred> _deferred = [];
    private readonly Lock _gate = new();

    // Guarded.
    private readonly Stack<int> _free = new();
    private readonly List<int> _freed = [];

    private volatile IIoHandle?[] _handles = new IIoHandle?[64];
    private volatile bool _stopped;

    private Patience _patience = new(TimeProvider.System);

    public IoLoop(int number, IoLoops loops, ILogger logger)
    {
        _loops = loops;
        _logger = logger;
        _epoll = SystemCalls.EpollCreate(SystemCalls.CloseOnExec);
        _wake = SystemCalls.EventDescriptor(0, SystemCalls.CloseOnExec);
        if (_epoll < 0 || _wake < 0)
        {
            throw new StartupException($"cannot wait for connections: {Marshal.GetLastPInvokeErrorMessage()}. Cure: raise the limit of open files (ulimit -n)");
        }

        for (var slot = _handles.Length - 1; slot >= 0; slot--)
        {
            _free.Push(slot);
        }

        Control(SystemCalls.ControlAdd, _wake, IoEvents.Readable, slot: -1);
        _thread = new Thread(Run) { IsBackground = true, Name = $"io {number}" };
        _thread.UnsafeStart();
    }

    /// <summary>The loop whose thread this is.</summary>
    public static IoLoop? Current => _current;

    /// <summary>How long the thread had to wait for a processor. Known on the thread itself.</summary>
    public SchedulingDelay? SchedulingDelay { get; private set; }

    /// <summary>Puts work off until all that this thread was told of has been dealt with.</summary>
    /// <returns>False when this is no loop's thread.</returns>
    public static bool TryDefer(IDeferred work)
    {
        if (_current is not { } loop)
        {
            return false;
        }

        loop._deferred.Add(work);
        return true;
    }

    /// <summary>Watches a descriptor from now on. What it is ready for already is told at once.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public void Add(int descriptor, IIoHandle handle, IoEvents events)
    {
        lock (_gate)
        {
            handle.Slot = TakeSlot();
            _handles[handle.Slot] = handle;
        }

        if (Control(SystemCalls.ControlAdd, descriptor, events | IoEvents.EdgeTriggered, handle.Slot) != 0)
        {
            var problem = Marshal.GetLastPInvokeErrorMessage();
            Forget(handle);
            throw new IOException($"epoll: {problem}");
        }
    }

    /// <summary>Tells it again what it is ready for, behind all others that are ready now.</summary>
    /// <returns>False when the system refuses.</returns>
    public bool TryTellAgain(int descriptor, IIoHandle handle, IoEvents events) =>
        Control(SystemCalls.ControlModify, descriptor, events | IoEvents.EdgeTriggered, handle.Slot) == 0;

    /// <summary>Watches it no longer; to be called before the descriptor is closed.</summary>
    public void Remove(int descriptor, IIoHandle handle)
    {
        _ = Control(SystemCalls.ControlDelete, descriptor, IoEvents.None, handle.Slot);
        Forget(handle);
    }

    public void Dispose()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        var one = 1L;
        _ = SystemCalls.Write(_wake, &one, sizeof(long));
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        _ = SystemCalls.Close(_epoll);
        _ = SystemCalls.Close(_wake);
    }

    private void Run()
    {
        _current = this;
        using var delay = SchedulingDelay.OfThisThread();
        SchedulingDelay = delay;

        // What runs here belongs to whoever's descriptor is ready: there is no context to carry on, and no need to look for one.
        ExecutionContext.SuppressFlow();
        var events = stackalloc byte[_mostAtOnce * _layout.Size];
        while (!_stopped)
        {
            ReuseFreed();
            var count = Wait(events);
            if (!_loops.IsCalm)
            {
                // A single client is answered soonest by one who does not wait for his turn.
                _patience.CountRound();
            }

            for (var i = 0; i < count; i++)
            {
                var item = new ReadOnlySpan<byte>(events + (i * _layout.Size), _layout.Size);
                var slot = BinaryPrimitives.ReadInt32LittleEndian(item[_layout.Data..]);
                if (slot >= 0 && _handles[slot] is { } handle)
                {
                    Tell(handle, (IoEvents)BinaryPrimitives.ReadUInt32LittleEndian(item));
                }
            }

            RunDeferred();
        }
    }

    /// <summary>
    /// Waits for events. With little to do it looks again for a moment before it sleeps: a worker answers within the time that
    /// waking this thread would take.
    /// </summary>
    private int Wait(byte* events)
    {
        if (_loops.TryBeginSpin())
        {
            var end = Stopwatch.GetTimestamp() + _spinTime;
            int count;
            do
            {
                count = SystemCalls.EpollWait(_epoll, events, _mostAtOnce, 0);
            }
            while (count == 0 && Stopwatch.GetTimestamp() < end);
            _loops.EndSpin();
            if (count != 0)
            {
                return count;
            }
        }

        if (_patience.IsPatient && _loops.IsCalm)
        {
            _patience.End();
        }

        return SystemCalls.EpollWait(_epoll, events, _mostAtOnce, -1);
    }

    private void Tell(IIoHandle handle, IoEvents events)
    {
        try
        {
            handle.OnReady(events);
        }
        catch (Exception exception)
        {
            // A fault of ours; thrown on it would end the process and every connection with it.
            LogFault(_logger, exception);
        }
    }

    private void RunDeferred()
    {
        // May grow meanwhile.
        for (var i = 0; i < _deferred.Count; i++)
        {
            try
            {
                _deferred[i].RunDeferred();
            }
            catch (Exception exception)
            {
                LogFault(_logger, exception);
            }
        }

        _deferred.Clear();
    }

    /// <summary>Guarded.</summary>
    private int TakeSlot()
    {
        if (_free.Count == 0)
        {
            var larger = new IIoHandle?[_handles.Length * 2];
            _handles.CopyTo(larger, 0);
            for (var slot = larger.Length - 1; slot >= _handles.Length; slot--)
            {
                _free.Push(slot);
            }

            _handles = larger;
        }

        return _free.Pop();
    }

    private void Forget(IIoHandle handle)
    {
        lock (_gate)
        {
            _handles[handle.Slot] = null;
            _freed.Add(handle.Slot);
        }
    }

    /// <summary>A slot is given to another only when no event of its former owner can be under way.</summary>
    private void ReuseFreed()
    {
        if (_freed.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var slot in _freed)
            {
                _free.Push(slot);
            }

            _freed.Clear();
        }
    }

    private int Control(int operation, int descriptor, IoEvents events, int slot)
    {
        var change = stackalloc byte[_layout.Size];
        var item = new Span<byte>(change, _layout.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(item, (uint)events);
        BinaryPrimitives.WriteInt64LittleEndian(item[_layout.Data..], slot);
        return SystemCalls.EpollControl(_epoll, operation, descriptor, change);
    }

    [LoggerMessage(901, LogLevel.Critical, "internal fault on an I/O thread; please report it")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
