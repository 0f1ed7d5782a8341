namespace KestrelTcp.Goridge;

/// <summary>A key of <c>kv.*</c>, and what is said of it.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Timeout">When it ends, as RFC 3339; empty: never.</param>
public sealed record RpcKvItem(string Key, ReadOnlyMemory<byte> Value = default, string Timeout = "")
{
    /// <exception cref="InvalidDataException">This is no protobuf message.</exception>
    internal static RpcKvItem Parse(ReadOnlySpan<byte> message)
    {
        var (key, value, timeout) = ("", Array.Empty<byte>(), "");
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    key = reader.Text;
                    break;
                case 2:
                    value = reader.Bytes.ToArray();
                    break;
                case 3:
                    timeout = reader.Text;
                    break;
            }
        }

        return new RpcKvItem(key, value, timeout);
    }

    internal byte[] ToBytes() => new RpcProtoWriter().Text(1, Key).Bytes(2, Value.Span).Text(3, Timeout).ToArray();
}
