using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>Ports on the loopback that nobody listens on, each given out once.</summary>
internal static class FreePort
{
    // Below Linux's range for outgoing connections, so no client's own port is in the way.
    private const int _first = 12_000;
    private const int _last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> _given = new();

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(_first, _last);
            if (_given.TryAdd(port, true) && IsFree(IPAddress.Any, port) && IsFree(IPAddress.IPv6Any, port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
        {
            // A machine without IPv6 has nobody there either.
            return true;
        }
    }
}
