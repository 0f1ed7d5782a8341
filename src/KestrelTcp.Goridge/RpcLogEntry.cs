namespace KestrelTcp.Goridge;

/// <summary>The argument of <c>app.*WithContext</c>.</summary>
/// <param name="Message">The record's text.</param>
/// <param name="Attributes">Its fields.</param>
public sealed record RpcLogEntry(string Message, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    /// <summary>Reads the protobuf message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RpcLogEntry Parse(ReadOnlySpan<byte> message)
    {
        var text = "";
        var attributes = new List<KeyValuePair<string, string>>();
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    text = reader.Text;
                    break;
                case 2:
                    attributes.Add(Attribute(reader.Bytes));
                    break;
            }
        }

        return new RpcLogEntry(text, attributes);
    }

    /// <summary>The protobuf message.</summary>
    public byte[] ToBytes()
    {
        var writer = new RpcProtoWriter().Text(1, Message);
        foreach (var (key, value) in Attributes)
        {
            writer.Message(2, new RpcProtoWriter().Text(1, key).Text(2, value).ToArray());
        }

        return writer.ToArray();
    }

    private static KeyValuePair<string, string> Attribute(ReadOnlySpan<byte> message)
    {
        var (key, value) = ("", "");
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            (key, value) = reader.Field switch
            {
                1 => (reader.Text, value),
                2 => (key, reader.Text),
                _ => (key, value),
            };
        }

        return new(key, value);
    }
}
