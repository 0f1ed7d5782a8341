using System.Buffers;
using System.Text;

namespace KestrelTcp.Goridge;

/// <summary>
/// A request or an answer of the RPC protocol (PROTOCOL 5.1): a frame with two options, the sequence number and the length of the
/// method's name, whose payload is that name and then the argument, the result, or the text of an error.
/// </summary>
/// <param name="Flags">One codec bit; with <see cref="FrameFlags.Error"/> the body is a plain text.</param>
/// <param name="Sequence">Chosen by the client; its answer carries the same.</param>
/// <param name="Method"><c>service.Method</c>.</param>
/// <param name="Body">Argument, result or error text.</param>
public readonly record struct RpcMessage(FrameFlags Flags, uint Sequence, string Method, ReadOnlyMemory<byte> Body)
{
    private const int _options = 2;

    /// <summary>The answer is an error.</summary>
    public bool IsError => (Flags & FrameFlags.Error) != 0;

    /// <summary>How the body is encoded: the flags without <see cref="FrameFlags.Error"/>. <see cref="FrameFlags.None"/> means gob.</summary>
    public FrameFlags Codec => Flags & ~FrameFlags.Error;

    /// <summary>Reads a message from the start of <paramref name="source"/>; its body is a copy.</summary>
    /// <param name="source">What has been received.</param>
    /// <param name="maxSize">Most bytes that a frame may have.</param>
    /// <param name="message">The message.</param>
    /// <param name="length">Its bytes in <paramref name="source"/>.</param>
    public static RpcReadStatus TryRead(in ReadOnlySequence<byte> source, long maxSize, out RpcMessage message, out long length)
    {
        message = default;
        length = 0;
        Span<byte> start = stackalloc byte[FrameHeader.MaxSize];
        var known = (int)Math.Min(start.Length, source.Length);
        source.Slice(0, known).CopyTo(start);
        switch (FrameHeader.TryRead(start[..known], out var header))
        {
            case FrameHeaderStatus.Incomplete:
                return RpcReadStatus.Incomplete;
            case FrameHeaderStatus.Invalid:
                return RpcReadStatus.Invalid;
        }

        if (header.OptionCount != _options || header.Option1 > header.PayloadLength || (header.Flags & FrameFlags.Control) != 0)
        {
            return RpcReadStatus.Invalid;
        }

        if (header.FrameSize > maxSize)
        {
            return RpcReadStatus.TooBig;
        }

        if (source.Length < header.FrameSize)
        {
            return RpcReadStatus.Incomplete;
        }

        var payload = source.Slice(header.Size, header.PayloadLength);
        var method = Encoding.UTF8.GetString(payload.Slice(0, header.Option1));
        message = new RpcMessage(header.Flags, header.Option0, method, payload.Slice(header.Option1).ToArray());
        length = header.FrameSize;
        return RpcReadStatus.Message;
    }

    /// <summary>The whole frame.</summary>
    public byte[] ToFrame()
    {
        var name = Encoding.UTF8.GetByteCount(Method);
        var frame = new byte[FrameHeader.SizeOf(_options) + name + Body.Length];
        var header = FrameHeader.Write(frame, Flags, (uint)(name + Body.Length), Sequence, (uint)name);
        Encoding.UTF8.GetBytes(Method, frame.AsSpan(header));
        Body.Span.CopyTo(frame.AsSpan(header + name));
        return frame;
    }
}
