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

    /// <summary>Up to that long a frame gets its room at once; a longer one as its bytes arrive, whatever its header claims.</summary>
    private const int _trustedSize = 32 << 20;

    /// <summary>Less is cheaper to copy than to read into another buffer afterwards.</summary>
    private const int _worthKeeping = 64 << 10;

    private readonly byte[] _small = new byte[_smallBuffer];

    /// <summary>The small one, or a rented one.</summary>
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private long _wanted;

    /// <summary>More has arrived than was taken. Other threads may ask: the start is read first, and set back last.</summary>
    public bool HasMore
    {
        get
        {
            var start = Volatile.Read(ref _start);
            return Volatile.Read(ref _end) > start;
        }
    }

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
            _wanted = header.FrameSize;
            return FrameStatus.Incomplete;
        }

        payload = _buffer.AsSpan(_start + header.Size, (int)header.PayloadLength);
        _start += (int)header.FrameSize;
        _wanted = 0;
        return FrameStatus.Frame;
    }

    /// <summary>Gives the buffer away, for the last bytes of the frame that was taken last; what has come behind them stays.</summary>
    /// <param name="length">How many bytes.</param>
    /// <param name="bytes">They, in a rented array that is the caller's now.</param>
    /// <returns>False: it is kept, since they are few.</returns>
    public bool TryGiveAway(int length, out ArraySegment<byte> bytes)
    {
        if (length < _worthKeeping || _buffer == _small)
        {
            bytes = default;
            return false;
        }

        bytes = new(_buffer, _start - length, length);
        var behind = _buffer.AsSpan(_start, _end - _start);
        var next = behind.Length <= _small.Length ? _small : ArrayPool<byte>.Shared.Rent(behind.Length);
        behind.CopyTo(next);
        _buffer = next;
        _end = behind.Length;
        Volatile.Write(ref _start, 0);
        return true;
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

    public void Release() => Use(_small);

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
            _end = 0;
            Volatile.Write(ref _start, 0);
            Use(_small);
            return;
        }

        var wanted = (int)Math.Min(_wanted, _trustedSize);
        if (_end < _buffer.Length && wanted <= _buffer.Length - _start)
        {
            return;
        }

        var old = _buffer.AsSpan(_start, held);
        if (wanted <= _buffer.Length && held < _buffer.Length)
        {
            old.CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, held * 2));
            old.CopyTo(larger);
            Use(larger);
        }

        _start = 0;
        _end = held;
    }

    private void Use(byte[] buffer)
    {
        if (_buffer != buffer && _buffer != _small && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = buffer;
    }
}
