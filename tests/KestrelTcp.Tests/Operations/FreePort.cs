using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.Tests.Operations;

/// <summary>A TCP port of 127.0.0.1 that nobody listens on.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
