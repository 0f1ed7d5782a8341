namespace KestrelTcp.Goridge;

/// <summary>The result of <c>status.*</c>.</summary>
/// <param name="Code">HTTP status.</param>
/// <param name="Message">What is wrong; empty when nothing is.</param>
public sealed record RpcStatusResponse(long Code, string Message)
{
    /// <summary>Reads the name of the plugin that a <c>status.*</c> request asks for.</summary>
    /// <exception cref="InvalidDataException">This is no protobuf message.</exception>
    public static string ParseRequest(ReadOnlySpan<byte> message)
    {
        var plugin = "";
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            plugin = reader.Field == 1 ? reader.Text : plugin;
        }

        return plugin;
    }

    /// <summary>The protobuf message.</summary>
    public byte[] ToBytes() => new RpcProtoWriter().Number(1, Code).Text(2, Message).ToArray();
}
