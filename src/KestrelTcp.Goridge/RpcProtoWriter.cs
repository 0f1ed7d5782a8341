using System.Buffers;
using System.Text;

namespace KestrelTcp.Goridge;

/// <summary>Writes fields of a protobuf message. Fields with their default value are left out, as in proto3.</summary>
public sealed class RpcProtoWriter
{
    private const int _varint = 0;
    private const int _delimited = 2;

    private readonly ArrayBufferWriter<byte> _output = new();

    /// <summary>The fields written so far.</summary>
    public byte[] ToArray() => _output.WrittenSpan.ToArray();

    /// <summary>A <c>string</c>.</summary>
    public RpcProtoWriter Text(int field, string value)
    {
        if (value.Length > 0)
        {
            Message(field, Encoding.UTF8.GetBytes(value));
        }

        return this;
    }

    /// <summary><c>bytes</c>.</summary>
    public RpcProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            Message(field, value);
        }

        return this;
    }

    /// <summary>An <c>int64</c>.</summary>
    public RpcProtoWriter Number(int field, long value)
    {
        if (value != 0)
        {
            Varint(((ulong)field << 3) | _varint);
            Varint((ulong)value);
        }

        return this;
    }

    /// <summary>A <c>bool</c>.</summary>
    public RpcProtoWriter Boolean(int field, bool value) => Number(field, value ? 1 : 0);

    /// <summary>An embedded message, written also when it is empty.</summary>
    public RpcProtoWriter Message(int field, ReadOnlySpan<byte> message)
    {
        Varint(((ulong)field << 3) | _delimited);
        Varint((ulong)message.Length);
        _output.Write(message);
        return this;
    }

    private void Varint(ulong value)
    {
        const int longest = 10;
        var span = _output.GetSpan(longest);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        _output.Advance(length);
    }
}
