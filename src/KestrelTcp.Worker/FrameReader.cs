using System.Text;
using KestrelTcp.Goridge;

namespace KestrelTcp.Worker;

/// <summary>Cuts the server's bytes into frames; one read brings as many as the pipe holds.</summary>
internal sealed class FrameReader(Stream input)
{
    /// <summary>Longest frame that is taken, in bytes. The server's own limit is far lower, so more is a broken stream.</summary>
    public const int MaxFrameSize = 256 << 20;

    private const int _size = 64 << 10; // What a pipe holds.
    private const int _keptSize = 1 << 20;

    private byte[] _buffer = new byte[_size];
    private int _start;
    private int _end;
    private int _wanted;

    /// <summary>Takes the next whole frame out of the buffer.</summary>
    /// <returns>False when there is none: <see cref="Fill"/>.</returns>
    /// <exception cref="InvalidDataException">The bytes are no frame, or a frame that cannot be.</exception>
    public bool TryRead(out Frame frame)
    {
        frame = default;
        var available = _buffer.AsSpan(_start, _end - _start);
        var status = FrameHeader.TryRead(available, out var header);
        if (status != FrameHeaderStatus.Valid)
        {
            return status == FrameHeaderStatus.Incomplete ? false : throw new InvalidDataException($"What came from the server is no frame: {Excerpt(available)}");
        }

        if (header.FrameSize > MaxFrameSize)
        {
            throw new InvalidDataException($"The server announced a frame of {header.FrameSize} bytes; at most {MaxFrameSize} are taken.");
        }

        if (header.Option0 > header.PayloadLength)
        {
            throw new InvalidDataException($"The server sent a frame of {header.PayloadLength} bytes with a context of {header.Option0}.");
        }

        if (available.Length < header.FrameSize)
        {
            _wanted = (int)header.FrameSize;
            return false;
        }

        frame = new Frame(header, _buffer.AsMemory(_start + header.Size, (int)header.PayloadLength));
        _start += (int)header.FrameSize;
        return true;
    }

    /// <summary>Waits for more bytes. What earlier frames point to is gone afterwards.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="InvalidDataException">The stream ends within a frame.</exception>
    public bool Fill()
    {
        MakeRoom();
        var read = input.Read(_buffer, _end, _buffer.Length - _end);
        if (read == 0 && _end > _start)
        {
            throw new InvalidDataException("The server's stream ended in the middle of a frame.");
        }

        _end += read;
        return read > 0;
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        if (_buffer.Length > _keptSize && _wanted <= _size && length <= _size)
        {
            Move(new byte[_size], length); // One large message does not hold its memory for ever.
        }
        else if (_wanted > _buffer.Length)
        {
            Move(new byte[_wanted], length);
        }
        else if (_start > 0)
        {
            Move(_buffer, length);
        }

        _wanted = 0;
    }

    private void Move(byte[] destination, int length)
    {
        _buffer.AsSpan(_start, length).CopyTo(destination);
        _buffer = destination;
        _start = 0;
        _end = length;
    }

    private static string Excerpt(ReadOnlySpan<byte> bytes)
    {
        const int limit = 64;
        var shown = bytes[..Math.Min(limit, bytes.Length)];
        return $"\"{Encoding.Latin1.GetString(shown).ReplaceLineEndings(" ")}\" ({Convert.ToHexStringLower(shown)})";
    }
}
