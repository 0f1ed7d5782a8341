using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Worker.Rpc;

/// <summary>Opens a socket to an address as RR_RPC has it.</summary>
internal static class RpcAddress
{
    public const string Default = "tcp://127.0.0.1:6001";

    private const string _tcp = "tcp://";
    private const string _unix = "unix://";

    /// <exception cref="FormatException">This is no address.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<Socket> ConnectAsync(string address, CancellationToken cancellation)
    {
        if (address.StartsWith(_unix, StringComparison.OrdinalIgnoreCase))
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            return await OpenAsync(unix, new UnixDomainSocketEndPoint(address[_unix.Length..]), cancellation).ConfigureAwait(false);
        }

        var text = address.StartsWith(_tcp, StringComparison.OrdinalIgnoreCase) ? address[_tcp.Length..] : address;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new FormatException($"\"{address}\" is no address: write tcp://host:port or unix:///path");
        }

        // An address that means all of them is reached on the loopback one.
        var host = text[..colon].Trim('[', ']');
        host = host is "" or "0.0.0.0" ? "127.0.0.1" : host == "::" ? "::1" : host;
        var socket = IPAddress.TryParse(host, out var ip)
            ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        return await OpenAsync(socket, ip is null ? new DnsEndPoint(host, port) : new IPEndPoint(ip, port), cancellation).ConfigureAwait(false);
    }

    private static async Task<Socket> OpenAsync(Socket socket, EndPoint endpoint, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
