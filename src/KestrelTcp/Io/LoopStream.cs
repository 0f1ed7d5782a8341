using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Io;

/// <summary>
/// One end of a pipe on a loop. One operation at a time; what can be done at once is done on the caller's thread, the rest on the
/// loop's, which also runs what follows.
/// </summary>
internal abstract class LoopStream : Stream, IIoHandle, IValueTaskSource<int>, IValueTaskSource
{
    private readonly SafePipeHandle _handle;
    private readonly IoEvents _wanted;
    private ManualResetValueTaskSourceCore<int> _source;
    private CancellationTokenRegistration _cancellation;

    // Guarded by Gate.
    private bool _ready = true;
    private bool _ended;
    private bool _waiting;
    private bool _closed;

    /// <summary>What may cancel the operation under way.</summary>
    private CancellationToken _canceledBy;

    /// <param name="handle">Made non-blocking, and closed with the stream.</param>
    /// <param name="loop">Watches it.</param>
    /// <param name="wanted">What an operation waits for.</param>
    protected LoopStream(SafePipeHandle handle, IoLoop loop, IoEvents wanted)
    {
        _handle = handle;
        Loop = loop;
        _wanted = wanted;
        Descriptor = (int)handle.DangerousGetHandle();
        SystemCalls.SetNonBlocking(Descriptor);
        Loop.Add(Descriptor, this, wanted);
    }

    /// <summary>Watches it.</summary>
    public IoLoop Loop { get; }

    int IIoHandle.Slot { get; set; }

    public override bool CanRead => _wanted == IoEvents.Readable;

    public override bool CanWrite => _wanted == IoEvents.Writable;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Bytes that wait in the pipe; 0 when the stream is closed.</summary>
    public int BytesInPipe
    {
        get
        {
            lock (Gate)
            {
                return _closed ? 0 : SystemCalls.BytesReadable(Descriptor);
            }
        }
    }

    protected Lock Gate { get; } = new();

    /// <summary>Of the operation that <see cref="Begin"/> began.</summary>
    protected short Token => _source.Version;

    /// <summary>Guarded; valid until the stream is closed.</summary>
    protected int Descriptor { get; }

    void IIoHandle.OnReady(IoEvents events)
    {
        int result;
        IOException? failure;
        lock (Gate)
        {
            _ended |= (events & IoEvents.AnyEnd) != 0;
            _ready |= _ended || (events & _wanted) != 0;
            if (!_waiting || !_ready || !TryComplete(out result, out failure))
            {
                return;
            }

            _waiting = false;
        }

        Complete(result, failure);
    }

    int IValueTaskSource<int>.GetResult(short token) => _source.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _source.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous writes.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        bool waiting;
        lock (Gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            waiting = _waiting;
            _waiting = false;
            Loop.Remove(Descriptor, this);
            _handle.Dispose();
        }

        if (waiting)
        {
            Complete(0, new IOException("The pipe was closed."));
        }

        base.Dispose(disposing);
    }

    /// <summary>Guarded: one system call for the operation under way.</summary>
    /// <param name="result">Its result when it is done.</param>
    /// <param name="drained">No more can be done until the next edge.</param>
    /// <returns>False: it is not done yet. A failure is thrown.</returns>
    protected abstract bool Try(out int result, out bool drained);

    /// <summary>Guarded: begins an operation, whose particulars the heir has noted.</summary>
    /// <returns>True: it is done, or has failed.</returns>
    protected bool Begin(CancellationToken cancellation, out int result, out IOException? failure)
    {
        result = 0;
        failure = _closed ? new IOException("The pipe was closed.") : null;
        if (failure is not null || (_ready && TryComplete(out result, out failure)))
        {
            return true;
        }

        _waiting = true;
        _canceledBy = cancellation;
        _source.Reset();
        _cancellation = cancellation.UnsafeRegister(static (self, cancellation) => ((LoopStream)self!).Cancel(cancellation), this);
        return false;
    }

    private bool TryComplete(out int result, out IOException? failure)
    {
        result = 0;
        failure = null;
        try
        {
            var done = Try(out result, out var drained);
            _ready = _ended || !drained;
            return done;
        }
        catch (IOException exception)
        {
            failure = exception;
            return true;
        }
    }

    private void Cancel(CancellationToken cancellation)
    {
        lock (Gate)
        {
            // It may come late, when another operation is under way by now.
            if (!_waiting || cancellation != _canceledBy)
            {
                return;
            }

            _waiting = false;
        }

        _source.SetException(new OperationCanceledException(cancellation));
    }

    private void Complete(int result, IOException? failure)
    {
        // Not waited for: the cancellation finds that nothing waits, or another operation.
        _cancellation.Unregister();
        _cancellation = default;
        if (failure is null)
        {
            _source.SetResult(result);
        }
        else
        {
            _source.SetException(failure);
        }
    }

    protected static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error));
}
