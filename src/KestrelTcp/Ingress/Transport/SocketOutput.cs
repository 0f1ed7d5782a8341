using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace KestrelTcp.Ingress.Transport;

/// <summary>What a client is sent. A flush goes to the kernel at once, on the caller's thread; it completes when the kernel has every byte.</summary>
internal sealed class SocketOutput(SocketConnection connection) : PipeWriter, IValueTaskSource<FlushResult>
{
    private const int _leastRoom = 4 << 10;

    private ManualResetValueTaskSourceCore<FlushResult> _source;

    // Guarded.
    private byte[] _block = [];
    private int _start;
    private int _end;
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
    public int TrySend(ReadOnlySpan<byte> bytes) => _waiting || _broken || _completed || _end > 0 ? 0 : Send(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        lock (Gate)
        {
            if (_completed)
            {
                throw new InvalidOperationException("The connection's output is completed.");
            }

            if (_block.Length - _end < Math.Max(sizeHint, 1))
            {
                MakeRoom(Math.Max(sizeHint, _leastRoom));
            }

            // Until Advance a flush that ends meanwhile leaves the block where it is.
            _leased = true;
            return _block.AsMemory(_end);
        }
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        lock (Gate)
        {
            _end += bytes;
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
        while (_start < _end && !_broken)
        {
            var count = Send(_block.AsSpan(_start, _end - _start));
            if (count == 0 && !_broken)
            {
                return false;
            }

            _start += count;
        }

        Release();
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

    private void MakeRoom(int size)
    {
        var held = _end - _start;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(held + size, Math.Min(held * 2, Array.MaxLength)));
        _block.AsSpan(_start, held).CopyTo(larger);
        _leased = false;
        Release();
        _block = larger;
        _end = held;
    }

    private void Release()
    {
        if (_leased)
        {
            _start = _end;
            return;
        }

        if (_block.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_block);
        }

        _block = [];
        _start = _end = 0;
    }
}
