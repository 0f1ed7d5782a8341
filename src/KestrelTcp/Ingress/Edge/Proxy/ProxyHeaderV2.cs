using System.Buffers.Binary;
using System.Net;

namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>A header in binary: signature, version and command, family and transport, length, addresses, then extensions, which are skipped.</summary>
internal static class ProxyHeaderV2
{
    /// <summary>The greatest length of what follows the fixed part. It may say 65535; proxies send some hundred bytes.</summary>
    public const int MostLength = 4096;

    private const int _fixed = 16;
    private const int _v4Length = 4;
    private const int _v6Length = 16;
    private const int _unixLength = 108;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <param name="start">It begins with the signature.</param>
    /// <param name="received">How many bytes there are.</param>
    public static ProxyHeader Read(ReadOnlySpan<byte> start, long received)
    {
        if (start.Length < _fixed)
        {
            return new(ProxyHeaderStatus.Incomplete);
        }

        var (version, command) = (start[12] >> 4, start[12] & 0xf);
        var length = BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (version != 2 || command > 1 || length > MostLength)
        {
            return new(ProxyHeaderStatus.Invalid);
        }

        // A local connection is so whatever else the header says.
        var whole = command == 0 ? new(ProxyHeaderStatus.Unnamed) : ReadClient(start[13], start[_fixed..], length);
        return whole.Status == ProxyHeaderStatus.Invalid ? whole
            : received < _fixed + length ? new(ProxyHeaderStatus.Incomplete)
            : whole with { Length = _fixed + length };
    }

    /// <param name="kind">Family and transport.</param>
    /// <param name="addresses">What there is of them.</param>
    /// <param name="length">What there is to be.</param>
    private static ProxyHeader ReadClient(byte kind, ReadOnlySpan<byte> addresses, int length)
    {
        var (family, transport) = (kind >> 4, kind & 0xf);
        if (family > 3 || transport > 2)
        {
            return new(ProxyHeaderStatus.Invalid);
        }

        // Datagrams do not come in a connection: as the specification has it for what is not served, the client has no name then.
        return transport != 1 ? new(ProxyHeaderStatus.Unnamed) : family switch
        {
            1 => ReadAddress(addresses, length, _v4Length),
            2 => ReadAddress(addresses, length, _v6Length),
            3 => new(length < 2 * _unixLength ? ProxyHeaderStatus.Invalid : ProxyHeaderStatus.Named),
            _ => new(ProxyHeaderStatus.Unnamed),
        };
    }

    /// <summary>The client's address, the server's, the client's port, the server's.</summary>
    private static ProxyHeader ReadAddress(ReadOnlySpan<byte> addresses, int length, int each)
    {
        if (length < (2 * each) + 4)
        {
            return new(ProxyHeaderStatus.Invalid);
        }

        return addresses.Length < (2 * each) + 4
            ? new(ProxyHeaderStatus.Incomplete)
            : new(ProxyHeaderStatus.Named, 0, new IPEndPoint(new IPAddress(addresses[..each]), BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * each)..])));
    }
}
