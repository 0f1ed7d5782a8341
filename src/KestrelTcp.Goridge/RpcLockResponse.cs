namespace KestrelTcp.Goridge;

/// <summary>The result of every <c>lock.*</c> method.</summary>
/// <param name="Ok">Whether it was done, or is so.</param>
public readonly record struct RpcLockResponse(bool Ok)
{
    /// <summary>Reads the protobuf message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RpcLockResponse Parse(ReadOnlySpan<byte> message)
    {
        var ok = false;
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            ok |= reader.Field == 1 && reader.Number != 0;
        }

        return new RpcLockResponse(ok);
    }

    /// <summary>The protobuf message.</summary>
    public byte[] ToBytes() => new RpcProtoWriter().Boolean(1, Ok).ToArray();
}
