using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using KestrelTcp.Goridge;

namespace KestrelTcp.Workers;

/// <summary>Reads frames from a worker's stream into one buffer and hands them out in place.</summary>
internal sealed class FrameReader(Stream stream)
{
    /// <summary>Longest frame that a worker may send, in bytes. The protocol has no bound but 4 GiB.</summary>
    public const int MaxFrameSize = 256 << 20;

    private const int _smallBuffer = 32 << 10;

    /// <summary>A buffer larger than this is given back as soon as it is empty.</summary>
    private const int _keptBuffer = 256 << 10;

    private byte[] _buffer = new byte[_smallBuffer];
    private bool _rented;
    private int _start;
    private int _end;

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False at the end of the stream.</returns>
    public ValueTask<bool> FillAsync(CancellationToken cancellation = default)
    {
        MakeRoom();
        var read = stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        return read.IsCompletedSuccessfully ? new(Took(read.Result)) : Slow(this, read);

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        static async ValueTask<bool> Slow(FrameReader self, ValueTask<int> read) => self.Took(await read);
    }

    /// <summary>Takes the next whole frame out of what has arrived.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Valid until the next call of <see cref="FillAsync"/>.</param>
    public FrameStatus TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        switch (FrameHeader.TryRead(_buffer.AsSpan(_start, _end - _start), out header))
        {
            case FrameHeaderStatus.Incomplete:
                return FrameStatus.Incomplete;
            case FrameHeaderStatus.Invalid:
                return FrameStatus.Invalid;
        }

        if (header.FrameSize > MaxFrameSize)
        {
            return FrameStatus.TooLong;
        }

        if (header.FrameSize > _end - _start)
        {
            return FrameStatus.Incomplete;
        }

        payload = _buffer.AsSpan(_start + header.Size, (int)header.PayloadLength);
        _start += (int)header.FrameSize;
        return FrameStatus.Frame;
    }

    /// <summary>Takes the next frame, which must be a control frame: anything else is invalid.</summary>
    public FrameStatus TryReadControl(out ControlMessage message)
    {
        message = default;
        var status = TryRead(out var header, out var payload);
        return status == FrameStatus.Frame && ((header.Flags & FrameFlags.Control) == 0 || !ControlFrame.TryParse(payload, out message))
            ? FrameStatus.Invalid
            : status;
    }

    /// <summary>The start of what has arrived and is no frame, for people to read.</summary>
    public string Rubbish()
    {
        const int most = 400;
        var text = Encoding.UTF8.GetString(_buffer, _start, Math.Min(_end - _start, most));
        return string.Concat(text.Select(c => c is >= ' ' and not '\x7f' ? c.ToString() : c == '\n' ? "\\n" : c == '\r' ? "\\r" : ".")).Trim();
    }

    public void Release() => Replace([], rented: false);

    private bool Took(int count)
    {
        _end += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        var held = _end - _start;
        if (held == 0)
        {
            _start = _end = 0;
            if (_buffer.Length > _keptBuffer)
            {
                Replace(new byte[_smallBuffer], rented: false);
            }

            return;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_start > _buffer.Length / 2)
        {
            // Cheaper than it looks: less than half the buffer is moved.
            _buffer.AsSpan(_start, held).CopyTo(_buffer);
        }
        else
        {
            // Doubled as bytes arrive, not to the length that a header claims.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, held * 2));
            _buffer.AsSpan(_start, held).CopyTo(larger);
            Replace(larger, rented: true);
        }

        _start = 0;
        _end = held;
    }

    private void Replace(byte[] buffer, bool rented)
    {
        if (_rented)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
        _rented = rented;
    }
}
