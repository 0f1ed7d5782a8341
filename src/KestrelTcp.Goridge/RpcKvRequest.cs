namespace KestrelTcp.Goridge;

/// <summary>The argument of every <c>kv.*</c> method.</summary>
/// <param name="Storage">Name in the <c>kv</c> section.</param>
/// <param name="Items">What it is about.</param>
public sealed record RpcKvRequest(string Storage, IReadOnlyList<RpcKvItem> Items)
{
    /// <summary>Reads the protobuf message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RpcKvRequest Parse(ReadOnlySpan<byte> message)
    {
        var storage = "";
        var items = new List<RpcKvItem>();
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    storage = reader.Text;
                    break;
                case 2:
                    items.Add(RpcKvItem.Parse(reader.Bytes));
                    break;
            }
        }

        return new RpcKvRequest(storage, items);
    }

    /// <summary>The protobuf message.</summary>
    public byte[] ToBytes()
    {
        var writer = new RpcProtoWriter().Text(1, Storage);
        foreach (var item in Items)
        {
            writer.Message(2, item.ToBytes());
        }

        return writer.ToArray();
    }
}
