using System.Net.Sockets;

namespace KestrelTcp.Operations;

/// <summary>A killed server leaves its socket's file behind, and the next one could not bind to it.</summary>
internal static class UnixSocketLeftover
{
    /// <summary>Removes the file when nobody listens on it; one with content is left alone for the bind to fail on.</summary>
    /// <exception cref="StartupException">A running program listens there.</exception>
    public static async Task RemoveAsync(string key, string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && new FileInfo(path).Length == 0)
        {
            // A regular file refuses connections just as a dead socket does, but a socket has no length.
            File.Delete(path);
            return;
        }
        catch (SocketException)
        {
            return;
        }

        throw new StartupException($"{key} unix://{path}: another program listens there. Cure: stop it or choose another path.");
    }
}
