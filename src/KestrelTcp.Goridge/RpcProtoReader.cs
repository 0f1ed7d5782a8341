using System.Buffers.Binary;
using System.Text;

namespace KestrelTcp.Goridge;

/// <summary>Reads a protobuf message field by field; what is not asked for is skipped.</summary>
/// <param name="message">The whole message.</param>
public ref struct RpcProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;
    private ReadOnlySpan<byte> _bytes;
    private long _number;

    /// <summary>Number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>The field's text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(_bytes);

    /// <summary>The field's bytes, or an embedded message.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The field's number; 1 for a true <c>bool</c>.</summary>
    public readonly long Number => _number;

    /// <summary>Reads the next field.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">This is no protobuf message.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        Field = (int)(tag >> 3);
        _bytes = default;
        _number = 0;
        switch (tag & 7)
        {
            case 0:
                _number = (long)Varint();
                break;
            case 1:
                _number = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
                break;
            case 2:
                _bytes = Take(Varint());
                break;
            case 5:
                _number = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
                break;
            default:
                throw Broken();
        }

        return Field > 0 ? true : throw Broken();
    }

    private static InvalidDataException Broken() => new("the bytes are no protobuf message");

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            throw Broken();
        }

        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }
}
