using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>Loopback ports that nobody listens on.</summary>
internal static class FreePort
{
    // Below Linux's range for outgoing connections, so that no client's own port is in the way.
    private const int _first = 12_000;
    private const int _last = 32_000;

    private static readonly HashSet<int> _given = [];

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(_first, _last);
            if (_given.Add(port) && IsFree(port))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
