using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Ingress.Edge;

/// <summary>
/// What counts as one client for the limits of an address: an IPv4 address, or a /64 of IPv6, which is what one host or household
/// has and can take any address from.
/// </summary>
internal readonly record struct ClientKey(bool IsV6, ulong Bits)
{
    /// <summary>Null: it has no address (a unix peer).</summary>
    public static ClientKey? Of(EndPoint? endpoint)
    {
        if (endpoint is not IPEndPoint { Address: var address })
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork ? new(false, BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : address.IsIPv4MappedToIPv6 ? new(false, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]))
            : new(true, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }
}
