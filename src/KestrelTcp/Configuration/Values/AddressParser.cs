using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KestrelTcp.Configuration.Values;

/// <summary>Addresses as RoadRunner's files write them: <c>host:port</c>, <c>:port</c>, <c>tcp://...</c>, <c>unix://path</c>.</summary>
internal static class AddressParser
{
    // sun_path is 108 bytes with its closing zero.
    private const int MaxUnixPath = 107;

    /// <summary>Null when the text is no address; then what is wrong and the cure are told.</summary>
    public static ListenAddress? Parse(string text, out string what, out string cure)
    {
        (what, cure) = ("", "");
        if (text.StartsWith("unix://", StringComparison.OrdinalIgnoreCase))
            return ParseUnix(text["unix://".Length..], out what, out cure);

        var address = text.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase) ? text["tcp://".Length..] : text;
        if (address.Contains("://", StringComparison.Ordinal))
        {
            (what, cure) = ($"\"{text}\" has a scheme that is not known here", "use host:port, :port, tcp://host:port or unix:///path");
            return null;
        }

        var colon = address.LastIndexOf(':');
        if (colon < 0 || address.EndsWith(']'))
        {
            var bare = ushort.TryParse(address, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            (what, cure) = ($"\"{text}\" has no port", bare ? $"write \":{address}\" to listen on that port" : $"add one, as in \"{address}:9000\"");
            return null;
        }

        return ParseHost(text, address[..colon], address[(colon + 1)..], out what, out cure);
    }

    private static ListenAddress? ParseHost(string text, string host, string portText, out string what, out string cure)
    {
        (what, cure) = ("", "");
        if (!ushort.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            (what, cure) = ($"\"{portText}\" in \"{text}\" is not a port", "give a number from 1 to 65535 (0 asks for a free port)");
            return null;
        }

        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            if (IPAddress.TryParse(host, out var literal) && literal.AddressFamily == AddressFamily.InterNetworkV6)
                return new ListenAddress { Host = host[1..^1], Port = port };

            (what, cure) = ($"\"{host}\" is not an IPv6 address in brackets", "write it as in \"[::1]:9000\"");
            return null;
        }

        if (host.Contains(':', StringComparison.Ordinal))
        {
            (what, cure) = ($"\"{text}\" has an IPv6 address without brackets", $"write \"[{host}]:{port}\"");
            return null;
        }

        if (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            (what, cure) = ($"\"{host}\" is not a host name or IP address", "use an address of this machine, or nothing in front of the colon for all of them");
            return null;
        }

        return new ListenAddress { Host = host, Port = port };
    }

    private static ListenAddress? ParseUnix(string path, out string what, out string cure)
    {
        (what, cure) = ("", "");
        if (path.Length == 0 || path.EndsWith('/'))
            (what, cure) = ("the unix socket has no file name", "give its path, as in \"unix:///run/app.sock\"");
        else if (Encoding.UTF8.GetByteCount(path) > MaxUnixPath)
            (what, cure) = ($"the path of the unix socket is longer than the {MaxUnixPath} bytes that the system takes", "use a shorter path");
        else
            return new ListenAddress { UnixPath = path };

        return null;
    }
}
