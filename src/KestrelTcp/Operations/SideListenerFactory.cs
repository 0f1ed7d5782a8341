using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations;

/// <summary>In place of Kestrel's own transport, which cannot accept when no descriptor is left, and spins on the attempt.</summary>
internal sealed class SideListenerFactory(ILoggerFactory loggers) : IConnectionListenerFactory
{
    private const int Backlog = 128;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
            return ValueTask.FromResult<IConnectionListener>(new SideListener(socket, loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets")));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();

            // The type that Kestrel tells a busy address by.
            throw new AddressInUseException(e.Message, e);
        }
        catch (SocketException)
        {
            socket?.Dispose();
            throw;
        }
    }
}
