using System.Buffers;
using KestrelTcp.Goridge;

namespace KestrelTcp.Workers;

/// <summary>
/// Writes events to a worker's stream. A write that holds a header is at most 4096 bytes, which a pipe takes whole or
/// not at all: PHP throws when it gets less than a header in one read (PROTOCOL 8.4).
/// </summary>
internal sealed class FrameBatch(Stream stream, bool correlates, byte[] fence)
{
    public const int AtomicSize = 4096;

    private readonly byte[] _buffer = new byte[AtomicSize];
    private int _used;
    private long _position;

    /// <summary>Bytes that the stream has taken.</summary>
    public long Written { get; private set; }

    /// <summary>Adds an event and its fence; writes when the batch is full.</summary>
    /// <remarks>When the event's last byte is on its way, its body is no longer needed: the end of each goes through the batch's own buffer.</remarks>
    public ValueTask AddAsync(WorkerEvent item)
    {
        item.StreamOffset = _position;
        var size = item.FrameSize(correlates) + fence.Length;
        if (size > AtomicSize)
        {
            return AddLargeAsync(item);
        }

        if (_used + size > AtomicSize)
        {
            return FlushThenAddAsync(item);
        }

        AddHead(item);
        item.Body.CopyTo(Take((int)item.Body.Length));
        item.Writing = false;
        AddBytes(fence);
        return default;
    }

    /// <summary>Adds a whole control frame.</summary>
    public async ValueTask AddAsync(byte[] frame)
    {
        if (_used + frame.Length > AtomicSize)
        {
            await FlushAsync();
        }

        AddBytes(frame);
    }

    public ValueTask FlushAsync()
    {
        var length = _used;
        _used = 0;
        return length == 0 ? default : WriteAsync(_buffer.AsMemory(0, length));
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var write = stream.WriteAsync(bytes);
        if (!write.IsCompletedSuccessfully)
        {
            return Slow(this, write, bytes.Length);
        }

        Written += bytes.Length;
        return write;

        static async ValueTask Slow(FrameBatch self, ValueTask write, int length)
        {
            await write;
            self.Written += length;
        }
    }

    private async ValueTask FlushThenAddAsync(WorkerEvent item)
    {
        await FlushAsync();
        await AddAsync(item);
    }

    /// <summary>The beginning of the body goes with the head, its end with the fence, the rest straight from where it is.</summary>
    private async ValueTask AddLargeAsync(WorkerEvent item)
    {
        await FlushAsync();
        AddHead(item);
        var body = item.Body;
        var first = body.Slice(0, Math.Min(body.Length, AtomicSize - _used));
        first.CopyTo(Take((int)first.Length));
        body = body.Slice(first.End);

        // Said before the last byte leaves: the answer may be here before the write returns.
        item.Writing = !body.IsEmpty;
        await FlushAsync();
        if (body.Length + fence.Length > AtomicSize)
        {
            var direct = body.Slice(0, body.Length + fence.Length - AtomicSize);
            body = body.Slice(direct.End);
            foreach (var segment in direct)
            {
                await WriteAsync(segment);
                _position += segment.Length;
            }
        }

        if (!body.IsEmpty)
        {
            body.CopyTo(Take((int)body.Length));
            item.Writing = false;
        }

        AddBytes(fence);
        await FlushAsync();
    }

    private void AddHead(WorkerEvent item)
    {
        var header = Take(FrameHeader.SizeOf(correlates ? 2 : 1));
        var payload = (uint)(item.ContextLength + item.Body.Length);
        _ = correlates
            ? FrameHeader.Write(header, FrameFlags.None, payload, (uint)item.ContextLength, item.Sequence)
            : FrameHeader.Write(header, FrameFlags.None, payload, (uint)item.ContextLength);
        AddBytes(item.ContextHead.Span);
        AddBytes(item.ContextTail.Span);
    }

    private void AddBytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private Span<byte> Take(int count)
    {
        var span = _buffer.AsSpan(_used, count);
        _used += count;
        _position += count;
        return span;
    }
}
