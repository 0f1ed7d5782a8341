using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>A header in text: <c>PROXY TCP4 192.0.2.7 198.51.100.1 51234 25</c> and CRLF. Read strictly: what others read differently, an attacker may use.</summary>
internal static class ProxyHeaderV1
{
    private const int _mostBytes = 107;
    private static readonly SearchValues<char> _inV4 = SearchValues.Create("0123456789.");
    private static readonly SearchValues<char> _inV6 = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    /// <param name="bytes">They begin with the signature.</param>
    public static ProxyHeader Read(ReadOnlySpan<byte> bytes)
    {
        var line = bytes[..Math.Min(bytes.Length, _mostBytes)];
        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        if (end >= 0 && end + 1 < line.Length)
        {
            return line[end] == '\r' && line[end + 1] == '\n' ? ReadLine(Encoding.Latin1.GetString(line[..end])) : new(ProxyHeaderStatus.Invalid);
        }

        var mayGoOn = bytes.Length < _mostBytes && (end < 0 || line[end] == '\r');
        return new(mayGoOn ? ProxyHeaderStatus.Incomplete : ProxyHeaderStatus.Invalid);
    }

    private static ProxyHeader ReadLine(string line)
    {
        var length = line.Length + 2;
        var words = line.Split(' ');
        if (words[1] == "UNKNOWN")
        {
            return new(ProxyHeaderStatus.Unnamed, length);
        }

        var family = words[1] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        return family != AddressFamily.Unknown && words.Length == 6
            && Address(words[2], family) is { } client && Address(words[3], family) is not null
            && Port(words[4]) is { } port && Port(words[5]) is not null
            ? new(ProxyHeaderStatus.Named, length, new IPEndPoint(client, port))
            : new(ProxyHeaderStatus.Invalid);
    }

    private static IPAddress? Address(string text, AddressFamily family)
    {
        var isV4 = family == AddressFamily.InterNetwork;
        return !text.AsSpan().ContainsAnyExcept(isV4 ? _inV4 : _inV6) && IPAddress.TryParse(text, out var address)
            && address.AddressFamily == family && (!isV4 || address.ToString() == text)
            ? address
            : null;
    }

    /// <summary>Without zeros in front.</summary>
    private static ushort? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && (text[0] != '0' || text.Length == 1) ? port : null;
}
