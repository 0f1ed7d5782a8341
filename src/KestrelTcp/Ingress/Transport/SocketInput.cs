using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace KestrelTcp.Ingress.Transport;

/// <summary>
/// What a client sends. Bytes are taken from the kernel when somebody reads, and only then: what nobody asks for waits there, and
/// an idle connection holds no memory for them.
/// </summary>
internal sealed class SocketInput(SocketConnection connection) : PipeReader, IValueTaskSource<ReadResult>
{
    private const int _largeBlock = 256 << 10;

    /// <summary>With less room than that left, the next bytes go to a block of their own.</summary>
    private const int _leastRoom = 256;

    /// <summary>Bytes after which others have their turn: a client that sends as fast as we read would have the loop to itself.</summary>
    private const int _mostInTurn = 1 << 20;

    private ManualResetValueTaskSourceCore<bool> _source;

    // Guarded.
    private InputSegment? _first;
    private InputSegment? _last;
    private InputSegment? _spare;
    private int _consumed;
    private int _blockSize = InputBlocks.Size;
    private long _held;
    private int _inTurn;
    private bool _unexamined;
    private volatile bool _readable;
    private bool _stops;
    private bool _ended;
    private bool _waiting;
    private bool _canceled;
    private bool _resultCanceled;
    private bool _completed;
    private Exception? _failure;

    /// <summary>The kernel has more. It is only asked when it may: a receive that was given less than it had room for has taken all.</summary>
    public bool MoreInSocket
    {
        get
        {
            if (!_readable)
            {
                return false;
            }

            lock (Gate)
            {
                return !_ended && connection.BytesReadable > 0;
            }
        }
    }

    /// <summary>Held for every use of the socket for input, and when it is closed.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What was taken last. Without the gate: it is the reader's until the next read.</summary>
    private ReadResult Result =>
        new(_first is null ? default : new ReadOnlySequence<byte>(_first, _consumed, _last!, _last!.End), _resultCanceled, _ended);

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        _ = _source.GetResult(token);
        return Result;
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        }

        lock (Gate)
        {
            var later = _inTurn >= _mostInTurn && MustReceive && !_canceled && connection.TryTakeTurn();
            if (!later && TryTake())
            {
                return new(Result);
            }

            if (_failure is not null)
            {
                return ValueTask.FromException<ReadResult>(_failure);
            }

            _waiting = true;
            _inTurn = 0;
            _source.Reset();
            if (!cancellationToken.CanBeCanceled)
            {
                return new(this, _source.Version);
            }
        }

        return CancelableAsync(new(this, _source.Version), cancellationToken);
    }

    public override bool TryRead(out ReadResult result)
    {
        lock (Gate)
        {
            // What has arrived may not have been told of yet.
            if (_failure is null && !_ended)
            {
                Receive();
            }

            var taken = TryTake();
            result = taken ? Result : default;
            return taken || (_failure is not null ? throw _failure : false);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // Without the gate: from a read to the next the segments are the reader's alone.
        _unexamined = examined.GetObject() is InputSegment seen && (seen != _last || examined.GetInteger() != seen.End);
        if (consumed.GetObject() is not InputSegment target)
        {
            return;
        }

        while (_first != target)
        {
            var done = _first!;
            _first = done.Following;
            Recycle(done);
        }

        _consumed = consumed.GetInteger();
        if (_first == _last && _consumed == _first.End)
        {
            ReleaseAll();
        }
    }

    public override void CancelPendingRead()
    {
        lock (Gate)
        {
            _canceled = true;
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
            _ = TryTake();
        }

        Wake();
    }

    public override void Complete(Exception? exception = null)
    {
        lock (Gate)
        {
            if (_completed)
            {
                return;
            }

            _completed = true;
            ReleaseAll();
        }

        connection.OnSideCompleted();
    }

    /// <summary>The socket has become readable.</summary>
    /// <param name="stops">No further edge may come for what a receive does not give at once.</param>
    public void OnReadable(bool stops)
    {
        lock (Gate)
        {
            _readable = true;
            _stops |= stops;
            if (!_waiting || (!TryTake() && _failure is null))
            {
                return;
            }

            _waiting = false;
        }

        Wake();
    }

    /// <summary>Nothing more can be read.</summary>
    public void Fail(Exception failure)
    {
        lock (Gate)
        {
            _failure ??= failure;
            _unexamined = false;
            _ended = false;
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        Wake();
    }

    private void Wake()
    {
        if (_failure is { } failure)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(true);
        }
    }

    private async ValueTask<ReadResult> CancelableAsync(ValueTask<ReadResult> read, CancellationToken cancellation)
    {
        await using var registration = cancellation.UnsafeRegister(static self => ((SocketInput)self!).CancelPendingRead(), this);
        var result = await read;
        cancellation.ThrowIfCancellationRequested();
        return result;
    }

    /// <summary>Guarded: only the kernel may have something new.</summary>
    private bool MustReceive => _failure is null && !_unexamined && !_ended && _readable;

    /// <summary>Guarded: looks for something to give, in the kernel too; <see cref="Result"/> is that then. False when there is nothing new.</summary>
    private bool TryTake()
    {
        if (MustReceive)
        {
            Receive();
        }

        if (_failure is not null || (!_canceled && !_unexamined && !_ended))
        {
            return false;
        }

        _resultCanceled = _canceled;
        _canceled = false;
        return true;
    }

    /// <summary>Guarded: one system call.</summary>
    private void Receive()
    {
        var before = _last;
        if (_last is null || _last.Room.Length < _leastRoom)
        {
            var next = _spare ?? new InputSegment();
            _spare = null;
            next.Rent(_blockSize, _last);
            _last = next;
            _first ??= next;
        }

        var room = _last.Room;
        var count = connection.Receive(room, out var failure);
        if (count > 0)
        {
            _last.Received(count);
            _unexamined = true;

            // Less than there was room for is all there is, unless the end or urgent bytes come right behind it.
            _readable = count == room.Length || _stops;
            _blockSize = count == room.Length ? Math.Min(_blockSize * 4, _largeBlock) : _blockSize;
            _held += count;
            _inTurn += count;
            return;
        }

        _readable = false;
        _ended = count == 0 && failure is null;
        _failure = failure;
        if (_last.End == 0)
        {
            DropEmptyLast(before);
        }
    }

    private void DropEmptyLast(InputSegment? before)
    {
        if (before is null)
        {
            ReleaseAll();
            return;
        }

        var empty = _last!;
        before.Following = null;
        _last = before;
        Recycle(empty);
    }

    private void ReleaseAll()
    {
        while (_first is { } segment)
        {
            _first = segment.Following;
            Recycle(segment);
        }

        _last = null;
        _consumed = 0;
        _unexamined = false;

        // The next message is likely to be about as long.
        _blockSize = _held > _blockSize / 4 ? _blockSize : Math.Max(InputBlocks.Size, _blockSize / 4);
        _held = 0;
    }

    private void Recycle(InputSegment segment)
    {
        segment.Return();
        _spare ??= segment;
    }
}
