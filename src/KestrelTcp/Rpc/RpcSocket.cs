using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Operations;

namespace KestrelTcp.Rpc;

/// <summary>Binds the sockets of <c>rpc.listen</c>.</summary>
internal static class RpcSocket
{
    private const string _key = "rpc.listen";
    private const int _backlog = 512;
    private const int _socketLevel = 1;
    private const int _reuseAddress = 2;

    /// <exception cref="StartupException">The address cannot be had; no socket is left open.</exception>
    public static async Task<IReadOnlyList<Socket>> BindAsync(ListenAddress address, CancellationToken cancellation)
    {
        if (address.UnixPath is { } path)
        {
            await UnixSocketLeftover.RemoveAsync(_key, path, cancellation);
        }

        var sockets = new List<Socket>();
        try
        {
            foreach (var endpoint in await ResolveAsync(address, cancellation))
            {
                sockets.Add(Bind(endpoint));
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            sockets.ForEach(socket => socket.Dispose());
            throw SideBinding.Explain(_key, address, exception);
        }

        return sockets;
    }

    /// <summary>Nobody but this machine's own processes can reach it.</summary>
    public static bool IsLocal(Socket socket) => socket.LocalEndPoint is not IPEndPoint ip || IPAddress.IsLoopback(ip.Address);

    private static async Task<IReadOnlyList<EndPoint>> ResolveAsync(ListenAddress address, CancellationToken cancellation)
    {
        if (address.UnixPath is { } path)
        {
            return [new UnixDomainSocketEndPoint(path)];
        }

        if (address.Host.Length == 0)
        {
            return [new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port)];
        }

        var found = IPAddress.TryParse(address.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(address.Host, cancellation);
        return [.. found.Distinct().Select(ip => new IPEndPoint(ip, address.Port))];
    }

    private static Socket Bind(EndPoint endpoint)
    {
        var unix = endpoint is UnixDomainSocketEndPoint;
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (endpoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            if (!unix)
            {
                // Takes a port with old connections in TIME_WAIT, and none that somebody listens on. .NET's own option would share that one.
                socket.SetRawSocketOption(_socketLevel, _reuseAddress, BitConverter.GetBytes(1));
            }

            socket.Bind(endpoint);
            socket.Listen(_backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
