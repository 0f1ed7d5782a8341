using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations;

/// <summary>Accepts the side endpoint's connections, with descriptors in reserve.</summary>
internal sealed class SideListener : IConnectionListener
{
    /// <summary>Enough for a few checks at once.</summary>
    private const int Reserve = 8;

    /// <summary>Between attempts when nothing can be accepted: a busy loop would make a bad day worse.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly SocketConnectionContextFactory _connections;
    private readonly DescriptorReserve _reserve = new(Reserve);
    private readonly Func<CancellationToken, ValueTask<Socket>> _accept;

    /// <param name="socket">Listens already; closed here.</param>
    /// <param name="log">Gets Kestrel's records of single connections.</param>
    /// <param name="accept">Null: accepts from <paramref name="socket"/>.</param>
    public SideListener(Socket socket, ILogger log, Func<CancellationToken, ValueTask<Socket>>? accept = null)
    {
        _socket = socket;
        _accept = accept ?? socket.AcceptAsync;
        _connections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), log);
        EndPoint = socket.LocalEndPoint!;
        _reserve.Refill();
    }

    public EndPoint EndPoint { get; }

    public int DescriptorsInReserve => _reserve.Held;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        // Not within the loop: what was given up must not be taken again before the accept has it.
        _reserve.Refill();
        while (true)
        {
            try
            {
                var client = await _accept(cancellationToken);
                if (EndPoint is IPEndPoint)
                    client.NoDelay = true;
                return _connections.Create(client);
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets && _reserve.GiveUpOne())
            {
                // Again at once, before somebody else takes the descriptor.
            }
            catch (SocketException)
            {
                // The client has gone already, or there is no descriptor or memory.
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _reserve.Dispose();
        _connections.Dispose();
        return ValueTask.CompletedTask;
    }
}
