using System.Buffers.Binary;

namespace KestrelTcp.Goridge;

/// <summary>The header of a Goridge frame: 12 bytes and up to ten 32-bit options, all little endian (PROTOCOL 1.1).</summary>
public readonly struct FrameHeader
{
    /// <summary>Length in bytes of a header without options, and the least that a reader needs to tell anything.</summary>
    public const int MinSize = 12;

    /// <summary>Most options that a header can carry.</summary>
    public const int MaxOptions = 10;

    /// <summary>Length in bytes of a header with all its options.</summary>
    public const int MaxSize = MinSize + (MaxOptions * sizeof(uint));

    private const byte _version = 1;
    private const int _checkedLength = 6;
    private const int _minWords = 3;

    private readonly uint _option0;
    private readonly uint _option1;

    private FrameHeader(int optionCount, FrameFlags flags, StreamFlags stream, uint payloadLength, uint option0, uint option1)
    {
        OptionCount = optionCount;
        Flags = flags;
        Stream = stream;
        PayloadLength = payloadLength;
        _option0 = option0;
        _option1 = option1;
    }

    /// <summary>Number of options, 0 to <see cref="MaxOptions"/>.</summary>
    public int OptionCount { get; }

    /// <summary>Flag bits.</summary>
    public FrameFlags Flags { get; }

    /// <summary>Stream bits.</summary>
    public StreamFlags Stream { get; }

    /// <summary>Payload bytes that follow the header.</summary>
    public uint PayloadLength { get; }

    /// <summary>Header bytes, options included.</summary>
    public int Size => MinSize + (OptionCount * sizeof(uint));

    /// <summary>Bytes of the whole frame.</summary>
    public long FrameSize => Size + (long)PayloadLength;

    /// <summary>The first option; 0 when there is none. In a worker's data frame: length of the context.</summary>
    public uint Option0 => _option0;

    /// <summary>The second option; 0 when there is none. In a correlating worker's frame: the event's number (PROTOCOL 8.3).</summary>
    public uint Option1 => _option1;

    /// <summary>Length in bytes of a header with <paramref name="optionCount"/> options.</summary>
    public static int SizeOf(int optionCount) => MinSize + (optionCount * sizeof(uint));

    /// <summary>Reads a header from the start of <paramref name="source"/>.</summary>
    /// <remarks>Options after the second are skipped: no frame in use has more. The checksum is verified, so text on the stream is told from frames.</remarks>
    public static FrameHeaderStatus TryRead(ReadOnlySpan<byte> source, out FrameHeader header)
    {
        header = default;
        if (source.IsEmpty)
        {
            return FrameHeaderStatus.Incomplete;
        }

        var words = source[0] & 0x0f;
        if (source[0] >> 4 != _version || words < _minWords || words > _minWords + MaxOptions)
        {
            return FrameHeaderStatus.Invalid;
        }

        if (source.Length < MinSize)
        {
            return FrameHeaderStatus.Incomplete;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(source[6..]) != Crc32.Compute(source[.._checkedLength]))
        {
            return FrameHeaderStatus.Invalid;
        }

        var options = words - _minWords;
        if (source.Length < SizeOf(options))
        {
            return FrameHeaderStatus.Incomplete;
        }

        header = new FrameHeader(
            options,
            (FrameFlags)source[1],
            (StreamFlags)source[10],
            BinaryPrimitives.ReadUInt32LittleEndian(source[2..]),
            options > 0 ? BinaryPrimitives.ReadUInt32LittleEndian(source[12..]) : 0,
            options > 1 ? BinaryPrimitives.ReadUInt32LittleEndian(source[16..]) : 0);
        return FrameHeaderStatus.Valid;
    }

    /// <summary>Writes a header to the start of <paramref name="destination"/>.</summary>
    /// <returns>Bytes written: <see cref="SizeOf"/> of the number of options.</returns>
    /// <exception cref="ArgumentException">More options than <see cref="MaxOptions"/>, or no room.</exception>
    public static int Write(Span<byte> destination, FrameFlags flags, uint payloadLength, params ReadOnlySpan<uint> options)
    {
        if (options.Length > MaxOptions)
        {
            throw new ArgumentException($"A frame carries at most {MaxOptions} options, not {options.Length}.", nameof(options));
        }

        var size = SizeOf(options.Length);
        destination[size - 1] = 0; // Fails here, before anything is written, when there is no room.
        destination[0] = (byte)((_version << 4) | (_minWords + options.Length));
        destination[1] = (byte)flags;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[2..], payloadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[6..], Crc32.Compute(destination[.._checkedLength]));
        destination[10] = (byte)StreamFlags.None;
        destination[11] = 0;
        for (var i = 0; i < options.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[SizeOf(i)..], options[i]);
        }

        return size;
    }
}
