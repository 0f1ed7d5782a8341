using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Io;

/// <summary>The end of a pipe that is written. Up to 4096 bytes go in whole or not at all (pipe(7)).</summary>
internal sealed class PipeWriteStream(SafePipeHandle handle, IoLoop loop) : LoopStream(handle, loop, IoEvents.Writable)
{
    private ReadOnlyMemory<byte> _rest;
    private int _begun;

    /// <summary>Bytes that the pipe took of a write that waits or has failed; 0 when the last one is done.</summary>
    public int BytesBegun
    {
        get
        {
            lock (Gate)
            {
                return _begun;
            }
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Gate)
        {
            _rest = buffer;
            _begun = 0;
            if (Begin(cancellationToken, out _, out var failure))
            {
                return failure is null ? default : ValueTask.FromException(failure);
            }
        }

        return new(this, Token);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override unsafe bool Try(out int result, out bool drained)
    {
        result = 0;
        while (!_rest.IsEmpty)
        {
            fixed (byte* start = _rest.Span)
            {
                var count = (int)SystemCalls.Write(Descriptor, start, _rest.Length);
                if (count < 0)
                {
                    if (count == -SystemCalls.Interrupted)
                    {
                        continue;
                    }

                    drained = true;
                    return count == -SystemCalls.TryAgain ? false : throw Failure(-count);
                }

                _rest = _rest[count..];
                _begun += count;
            }
        }

        _begun = 0;
        drained = false;
        return true;
    }
}
