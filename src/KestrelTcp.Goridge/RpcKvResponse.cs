namespace KestrelTcp.Goridge;

/// <summary>The result of every <c>kv.*</c> method.</summary>
/// <param name="Items">What was found.</param>
public sealed record RpcKvResponse(IReadOnlyList<RpcKvItem> Items)
{
    /// <summary>Reads the protobuf message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RpcKvResponse Parse(ReadOnlySpan<byte> message)
    {
        var items = new List<RpcKvItem>();
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                items.Add(RpcKvItem.Parse(reader.Bytes));
            }
        }

        return new RpcKvResponse(items);
    }

    /// <summary>The protobuf message.</summary>
    public byte[] ToBytes()
    {
        var writer = new RpcProtoWriter();
        foreach (var item in Items)
        {
            writer.Message(1, item.ToBytes());
        }

        return writer.ToArray();
    }
}
