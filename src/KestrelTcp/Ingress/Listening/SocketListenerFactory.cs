using System.Net;
using KestrelTcp.Io;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Listening;

/// <summary>Binds our endpoints for Kestrel, each with its own socket settings.</summary>
internal sealed class SocketListenerFactory(IoLoops loops, ILogger logger) : IConnectionListenerFactory
{
    private readonly List<SocketListener> _listeners = [];

    public IReadOnlyList<SocketListener> Listeners => _listeners;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var ours = (ListenEndPoint)endpoint;
        var listener = new SocketListener(ours, ListenSocket.Bind(ours), loops, logger);
        _listeners.Add(listener);
        return new(listener);
    }
}
