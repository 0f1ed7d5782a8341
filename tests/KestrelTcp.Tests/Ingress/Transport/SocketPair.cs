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
        Connection = new SocketConnection(TakeHandle(accepted), remote, _loops.Next());
        Connection.Start();
    }

    public Socket Client { get; }

    public SocketConnection Connection { get; }

    public static async Task<SocketPair> OpenAsync(CancellationToken cancellation)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var accepting = listener.AcceptAsync(cancellation);
        await client.ConnectAsync(listener.LocalEndPoint!, cancellation);
        return new SocketPair(client, await accepting);
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
}
