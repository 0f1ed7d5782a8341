using System.Buffers.Binary;
using System.Net;

namespace KestrelTcp.Ingress.Listening;

/// <summary>An address as the system writes it: struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)).</summary>
internal static class SocketAddress
{
    /// <summary>Room for an address of any family: struct sockaddr_storage.</summary>
    public const int MostBytes = 128;

    private const int _inet = 2;
    private const int _inet6 = 10;
    private const int _inetSize = 8;
    private const int _inet6Size = 28;

    /// <summary>The address; null for a family without ports, as a unix socket's peer.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> address)
    {
        if (address.Length < _inetSize)
        {
            return null;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return BitConverter.ToUInt16(address) switch
        {
            _inet => new IPEndPoint(new IPAddress(address.Slice(4, 4)), port),
            _inet6 when address.Length >= _inet6Size => new IPEndPoint(new IPAddress(address.Slice(8, 16), BitConverter.ToUInt32(address[24..])), port),
            _ => null,
        };
    }
}
