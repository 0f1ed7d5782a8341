using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using KestrelTcp.Configuration;

namespace KestrelTcp.Ingress.Framing;

/// <summary>
/// Records that tell their length in a number near their start. The number is read once; until the record is whole, a read costs a
/// comparison, and one that could never be taken is known before its bytes come.
/// </summary>
internal sealed class LengthReader(PipeReader input, LengthOptions layout, long maxMessageSize)
    : MessageReader(input, maxMessageSize, layout.Strip ? layout.HeaderSize : 0)
{
    /// <summary>Of the record at the start, with its header; 0: not known yet.</summary>
    private long _record;

    protected override bool RestIsMessage => false;

    protected override Cut TryCut(in ReadOnlySequence<byte> gathered, out long length)
    {
        var header = layout.HeaderSize;
        if (_record == 0 && gathered.Length >= header)
        {
            var number = ReadNumber(gathered.Slice(layout.Offset, layout.Prefix));
            if (layout.IncludesPrefix && number < (ulong)header)
            {
                length = 0;
                return Cut.Broken;
            }

            // Nothing is as long as a long can say, so that a number beyond it is told as too big like any other.
            var before = layout.IncludesPrefix ? 0 : header;
            _record = number > (ulong)(long.MaxValue - before) ? long.MaxValue : (long)number + before;
        }

        length = _record;
        if (_record == 0 || gathered.Length < _record)
        {
            return Cut.NeedsMore;
        }

        _record = 0;
        return Cut.Message;
    }

    private ulong ReadNumber(in ReadOnlySequence<byte> field)
    {
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        wide.Clear();
        if (layout.Endian == Endianness.Little)
        {
            field.CopyTo(wide);
            return BinaryPrimitives.ReadUInt64LittleEndian(wide);
        }

        field.CopyTo(wide[^layout.Prefix..]);
        return BinaryPrimitives.ReadUInt64BigEndian(wide);
    }
}
