using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Configuration.Values;

/// <summary>Networks of an access list: <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>, or a bare address.</summary>
internal static class NetworkParser
{
    private const int MappedBits = 96;

    /// <summary>Null when the text is no network; then what is wrong and the cure are told. IPv4 in IPv6 (<c>::ffff:10.0.0.0/104</c>) is given as IPv4.</summary>
    public static IPNetwork? Parse(string text, out string what, out string cure)
    {
        (what, cure) = ("", "");
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        if (Address(host) is not { } address)
        {
            (what, cure) = ($"\"{text}\" is not an address or network", "write it as in 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32; names are not looked up");
            return null;
        }

        var most = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var length = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > most))
        {
            (what, cure) = ($"\"{text[(slash + 1)..]}\" in \"{text}\" is not the length of a prefix", $"give bits from 0 to {most}, as in {address}/{most}");
            return null;
        }

        if (address.IsIPv4MappedToIPv6 && length >= MappedBits)
        {
            address = address.MapToIPv4();
            length -= MappedBits;
        }

        var first = FirstOf(address, length);
        if (first.Equals(address))
            return new IPNetwork(first, length);

        // To take it for the network would admit or refuse more than the one who wrote an address meant.
        (what, cure) = ($"\"{text}\" has bits behind its prefix of {length}", $"write {first}/{length} for the network, or {address} for the one address");
        return null;
    }

    /// <summary>Only what says the same to everybody: not 10.1 (10.0.0.1), 010.0.0.1 (octal), [::1]:80 or an interface's name behind %.</summary>
    private static IPAddress? Address(string text)
    {
        if (text.AsSpan().ContainsAny("[]%") || !IPAddress.TryParse(text, out var address))
            return null;

        return address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text ? address : null;
    }

    private static IPAddress FirstOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xff00 >> Math.Clamp(length - (8 * i), 0, 8));

        return new IPAddress(bytes);
    }
}
