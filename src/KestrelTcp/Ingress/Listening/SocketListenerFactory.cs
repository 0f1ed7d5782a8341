using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Listening;

/// <summary>Binds our endpoints for Kestrel, each with its own socket settings; the connections are Kestrel's.</summary>
internal sealed class SocketListenerFactory(ILoggerFactory loggers, ILogger logger) : IConnectionListenerFactory
{
    /// <summary>A flush then completes when the kernel has taken every byte: the end of a drain can be told, and a client that takes nothing.</summary>
    private const long _flushWhenAllTaken = 1;

    private readonly List<SocketListener> _listeners = [];

    public IReadOnlyList<SocketListener> Listeners => _listeners;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var ours = (ListenEndPoint)endpoint;
        var socket = ListenSocket.Bind(ours);
        var options = new SocketConnectionFactoryOptions
        {
            MaxWriteBufferSize = _flushWhenAllTaken,
            UnsafePreferInlineScheduling = true,
        };
        var connections = new SocketConnectionContextFactory(options, loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        var listener = new SocketListener(ours, socket, connections, logger);
        _listeners.Add(listener);
        return new(listener);
    }
}
