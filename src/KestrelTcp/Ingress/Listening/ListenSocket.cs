using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Net;

namespace KestrelTcp.Ingress.Listening;

/// <summary>Makes bound sockets.</summary>
internal static class ListenSocket
{
    private const int _socketLevel = 1;
    private const int _reuseAddress = 2;
    private const int _reusePort = 15;

    /// <exception cref="StartupException">The address is taken, is none of ours, or may not be used.</exception>
    public static Socket? Bind(ListenEndPoint endpoint)
    {
        try
        {
            return endpoint.Address is UnixDomainSocketEndPoint unix
                ? BindUnix(unix, endpoint.Options)
                : BindTcp((IPEndPoint)endpoint.Address, endpoint.Options);
        }
        catch (SocketException exception) when (endpoint.IsOptional
            && exception.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return null;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"tcp.servers.{endpoint.Options.Name}.addr: cannot listen on {endpoint}: {Explain(exception)}", exception);
        }
    }

    private static Socket BindTcp(IPEndPoint address, TcpServerOptions options)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            // A port with old connections in TIME_WAIT can be taken again; one that another program listens on cannot.
            SetOption(socket, _reuseAddress);
            if (options.ReusePort)
            {
                SetOption(socket, _reusePort);
            }

            // What is accepted inherits these (tcp(7)): set once here, they cost no system call for each connection.
            socket.NoDelay = options.NoDelay;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, options.KeepAlive);
            socket.Bind(address);
            socket.Listen(options.Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket BindUnix(UnixDomainSocketEndPoint address, TcpServerOptions options)
    {
        var path = address.ToString();
        UnixSocketFile.RemoveStale(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(address);
            UnixSocketFile.SetPermissions(path, options.UnixSocket);
            socket.Listen(options.Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void SetOption(Socket socket, int option) =>
        socket.SetRawSocketOption(_socketLevel, option, BitConverter.GetBytes(1));

    private static string Explain(Exception exception) => exception switch
    {
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            "address already in use. Cure: stop the program that listens there, or choose another port (reuse_port: true lets several share one)",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "no address of this machine. Cure: use 127.0.0.1, an address that `ip addr` shows, or :PORT for all",
        SocketException { SocketErrorCode: SocketError.AccessDenied } or UnauthorizedAccessException =>
            "permission denied. Cure: choose a port above 1023, give the program CAP_NET_BIND_SERVICE, or a folder that it may write to",
        _ => exception.Message,
    };
}
