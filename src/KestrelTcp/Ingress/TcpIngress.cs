using KestrelTcp.Ingress.Edge;
using KestrelTcp.Ingress.Listening;
using KestrelTcp.Io;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KestrelTcp.Ingress;

/// <summary>The TCP side: a Kestrel with one endpoint per address, each ending in its server's connections.</summary>
internal sealed class TcpIngress : IAsyncDisposable
{
    private readonly SocketListenerFactory _listeners;
    private readonly KestrelServer _kestrel;

    public TcpIngress(IReadOnlyList<TcpServer> servers, IoLoops loops, IServiceProvider services, ILoggerFactory loggers)
    {
        Servers = servers;
        _listeners = new SocketListenerFactory(loops, loggers.CreateLogger("tcp"));
        var options = new KestrelServerOptions { ApplicationServices = services };
        foreach (var server in servers)
        {
            foreach (var endpoint in ListenAddressResolver.Resolve(server.Options))
            {
                options.Listen(endpoint, listen => Pipeline.Build(listen, server));
            }
        }

        _kestrel = new KestrelServer(Options.Create(options), _listeners, loggers);
    }

    public IReadOnlyList<TcpServer> Servers { get; }

    /// <summary>All listeners take connections.</summary>
    public bool IsAccepting => _listeners.Listeners is { Count: > 0 } all && all.All(listener => listener.IsAccepting);

    /// <exception cref="StartupException">An address cannot be listened on.</exception>
    public Task StartAsync(CancellationToken cancellation) => _kestrel.StartAsync(new NoHttp(), cancellation);

    /// <summary>Closes the listeners, then lets every connection finish; at the cancellation connections are aborted.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        foreach (var listener in _listeners.Listeners)
        {
            await listener.UnbindAsync(cancellation);
        }

        foreach (var server in Servers)
        {
            server.Drain();
        }

        await _kestrel.StopAsync(cancellation);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            server.Dispose();
        }

        _kestrel.Dispose();
        return default;
    }
}
