using System.Net;
using System.Net.Sockets;
using KestrelTcp.Ingress.Transport;
using KestrelTcp.Io;
using KestrelTcp.Tests.Io;

namespace KestrelTcp.Tests.Ingress.Transport;

/// <summary>A client's socket and our connection to it.</summary>
internal sealed class SocketPair : IAsyncDisposable
{
    private readonly IoLoops _loops = Loops.Make();

    private SocketPair(Socket client, Socket accepted)
    {
        Client = client;
        var remote = accepted.RemoteEndPoint;
        var handle = TakeHandle(accepted);
        Accepted = new Socket(new SafeSocketHandle(handle.Descriptor, ownsHandle: false));
        Connection = new SocketConnection(handle, remote, _loops.Next());
        Connection.Start();
    }

    public Socket Client { get; }

    public SocketConnection Connection { get; }

    /// <summary>The connection's own socket, to be looked at.</summary>
    public Socket Accepted { get; }

    public static async Task<SocketPair> OpenAsync(CancellationToken cancellation)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return await OpenAsync(listener, new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, cancellation);
    }

    public static async Task<SocketPair> OpenUnixAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            return await OpenAsync(listener, new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), cancellation);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SocketHandle TakeHandle(Socket socket)
    {
        var handle = new SocketHandle((int)socket.SafeHandle.DangerousGetHandle());
        socket.SafeHandle.SetHandleAsInvalid();
        return handle;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Connection.DisposeAsync();
        _loops.Dispose();
    }

    private static async Task<SocketPair> OpenAsync(Socket listener, Socket client, CancellationToken cancellation)
    {
        listener.Listen();
        var accepting = listener.AcceptAsync(cancellation);
        await client.ConnectAsync(listener.LocalEndPoint!, cancellation);
        return new SocketPair(client, await accepting);
    }
}
