using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace KestrelTcp.Ingress.Transport;

/// <summary>What a client is sent. A flush goes to the kernel at once, on the caller's thread; it completes when the kernel has every byte.</summary>
internal sealed class SocketOutput(SocketConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    private const int _leastBlock = 4 << 10;
    private const int _largestBlock = 1 << 20;

    private ManualResetValueTaskSourceCore<FlushResult> _source;

    // Guarded.
    private OutputBlock? _first;
    private OutputBlock? _last;
    private OutputBlock? _spare;
    private long _held;
    private long _sent;
    private bool _leased;
    private volatile bool _waiting;
    private bool _broken;
    private bool _completed;

    /// <summary>Held for every use of the socket for output, and when it is closed. Whoever puts several writes in order may hold it too.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Grows with what the client takes; the number itself says nothing.</summary>
    public long Progress
    {
        get
        {
            lock (Gate)
            {
                return _sent - connection.BytesUnsent;
            }
        }
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Sends what the kernel takes at once, straight from where it is. To be called under the gate.</summary>
    /// <returns>How much that was; nothing while a flush is under way.</returns>
    public int TrySend(ReadOnlySpan<byte> bytes) => _waiting || _broken || _completed || _first is not null ? 0 : Send(bytes);

    /// <summary>Takes bytes over, behind all that waits, to send them with the next flush. To be called under the gate.</summary>
    /// <param name="bytes">In an array that was rented from the shared pool and is ours now.</param>
    public void Append(ArraySegment<byte> bytes)
    {
        Append(bytes.Array!, bytes.Offset, bytes.Count, isFull: true);
        _held += bytes.Count;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        lock (Gate)
        {
            if (_completed)
            {
                throw new InvalidOperationException("The connection's output is completed.");
            }

            if (_last is null || _last.Room.Length < Math.Max(sizeHint, 1))
            {
                // The more waits already the more is likely to come.
                var size = (int)Math.Clamp(_held, _leastBlock, _largestBlock);
                Append(ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, size)), 0, 0, isFull: false);
            }

            // Until Advance a flush that ends meanwhile leaves the block where it is.
            _leased = true;
            return _last!.Room;
        }
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        lock (Gate)
        {
            _last?.Add(bytes);
            _held += bytes;
            _leased = false;
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        lock (Gate)
        {
            if (SendAll())
            {
                return new(Result);
            }

            _waiting = true;
            Interlocked.MemoryBarrier();

            // Room that came before it could be seen that we wait for it was told to nobody.
            if (SendAll())
            {
                _waiting = false;
                return new(Result);
            }

            _source.Reset();
            return new(this, _source.Version);
        }
    }

    public override void CancelPendingFlush() => throw new NotSupportedException("A flush ends with the connection.");

    public override void Complete(Exception? exception = null)
    {
        lock (Gate)
        {
            if (_completed)
            {
                return;
            }

            _completed = true;
            if (!_waiting)
            {
                Release();
            }
        }

        connection.OnSideCompleted();
    }

    /// <summary>The socket has room again.</summary>
    public void OnWritable()
    {
        // Told with every message that comes in; almost never does anybody wait for it.
        if (!_waiting)
        {
            return;
        }

        lock (Gate)
        {
            if (!_waiting || !SendAll())
            {
                return;
            }

            _waiting = false;
        }

        _source.SetResult(Result);
    }

    /// <summary>Nothing more can be sent.</summary>
    public void Fail()
    {
        lock (Gate)
        {
            _broken = true;
            Release();
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        _source.SetResult(Result);
    }

    private FlushResult Result => new(isCanceled: false, isCompleted: _broken);

    /// <summary>Guarded: true when nothing is left to send.</summary>
    private bool SendAll()
    {
        while (_first is { } block && !_broken && !(block.IsSent && IsLeased(block)))
        {
            if (block.IsSent)
            {
                RemoveFirst(block);
                continue;
            }

            var count = Send(block.Unsent);
            if (count == 0 && !_broken)
            {
                return false;
            }

            block.Sent(count);
            _held -= count;
        }

        if (_broken)
        {
            Release();
        }

        return true;
    }

    private int Send(ReadOnlySpan<byte> bytes)
    {
        var count = connection.Send(bytes);
        _broken |= count < 0;
        count = Math.Max(0, count);
        _sent += count;
        return count;
    }

    private bool IsLeased(OutputBlock block) => _leased && block == _last;

    private void Append(byte[] bytes, int start, int length, bool isFull)
    {
        var block = _spare ?? new OutputBlock();
        _spare = null;
        block.Use(bytes, start, length, isFull);
        if (_last is null)
        {
            _first = block;
        }
        else
        {
            _last.Next = block;
        }

        _last = block;
        _leased = false;
    }

    private void RemoveFirst(OutputBlock block)
    {
        _first = block.Next;
        _last = _first is null ? null : _last;
        block.Return();
        _spare ??= block;
    }

    /// <summary>Guarded: gives up what is held, but for the block that somebody writes into.</summary>
    private void Release()
    {
        _held = 0;
        while (_first is { } block)
        {
            if (IsLeased(block))
            {
                block.Sent(block.Unsent.Length);
                return;
            }

            RemoveFirst(block);
        }
    }
}
