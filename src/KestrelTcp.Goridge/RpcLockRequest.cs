namespace KestrelTcp.Goridge;

/// <summary>The argument of every <c>lock.*</c> method.</summary>
/// <param name="Resource">What is locked.</param>
/// <param name="Id">Who locks.</param>
/// <param name="Ttl">How long the lock is held at most, in microseconds; 0: until it is released.</param>
/// <param name="Wait">How long to wait for it, in microseconds.</param>
public sealed record RpcLockRequest(string Resource, string Id, long Ttl = 0, long Wait = 0)
{
    /// <summary>Reads the protobuf message.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RpcLockRequest Parse(ReadOnlySpan<byte> message)
    {
        var (resource, id, ttl, wait) = ("", "", 0L, 0L);
        var reader = new RpcProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    resource = reader.Text;
                    break;
                case 2:
                    id = reader.Text;
                    break;
                case 3:
                    ttl = reader.Number;
                    break;
                case 4:
                    wait = reader.Number;
                    break;
            }
        }

        return new RpcLockRequest(resource, id, ttl, wait);
    }

    /// <summary>The protobuf message.</summary>
    public byte[] ToBytes() => new RpcProtoWriter().Text(1, Resource).Text(2, Id).Number(3, Ttl).Number(4, Wait).ToArray();
}
