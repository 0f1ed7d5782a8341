using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Io;

/// <summary>The end of a pipe that is read.</summary>
internal sealed class PipeReadStream(SafePipeHandle handle, IoLoop loop) : LoopStream(handle, loop, IoEvents.Readable)
{
    private Memory<byte> _buffer;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (Gate)
        {
            _buffer = buffer;
            if (Begin(cancellationToken, out var count, out var failure))
            {
                return failure is null ? new(count) : ValueTask.FromException<int>(failure);
            }
        }

        return new(this, Token);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override unsafe bool Try(out int result, out bool drained)
    {
        while (true)
        {
            int count;
            fixed (byte* start = _buffer.Span)
            {
                count = (int)SystemCalls.Read(Descriptor, start, _buffer.Length);
            }

            result = Math.Max(0, count);
            drained = count < _buffer.Length;
            if (count >= 0)
            {
                return true;
            }

            switch (-count)
            {
                case SystemCalls.Interrupted:
                    continue;
                case SystemCalls.TryAgain:
                    return false;
                default:
                    throw Failure(-count);
            }
        }
    }
}
