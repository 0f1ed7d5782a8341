using System.Collections.Concurrent;
using System.IO.Pipelines;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress.Edge;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Workers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress;

/// <summary>One entry of <c>tcp.servers</c> at work: its settings, its pool and its open connections.</summary>
internal sealed partial class TcpServer : IDisposable
{
    private static readonly TimeSpan _watchTick = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, TcpConnection> _connections = new();
    private readonly Timer _watch;
    private readonly ConnectionLimit _ownLimit;
    private readonly ConnectionLimit _sharedLimit;
    private long _refusalLoggedAt;
    private volatile bool _draining;

    public TcpServer(TcpServerOptions options, WorkerPool pool, EventContext context, TcpMetrics metrics, ConnectionLimit sharedLimit, ILogger logger, CancellationToken lingerLimit)
    {
        Options = options;
        _ownLimit = new ConnectionLimit(options.MaxConnections);
        _sharedLimit = sharedLimit;
        Pool = pool;
        Context = context;
        Metrics = new ServerMetrics(metrics, options.Name);
        LingerLimit = lingerLimit;
        Logger = logger;
        _watch = new Timer(static state => ((TcpServer)state!).Watch(), this, _watchTick, _watchTick);
    }

    public TcpServerOptions Options { get; }

    public WorkerPool Pool { get; }

    public EventContext Context { get; }

    public ServerMetrics Metrics { get; }

    public ILogger Logger { get; }

    /// <summary>Ends the waiting for clients that have been sent a FIN.</summary>
    public CancellationToken LingerLimit { get; }

    public ICollection<TcpConnection> Connections => _connections.Values;

    /// <summary>Lives through a connection; Kestrel calls it for each.</summary>
    public async Task HandleAsync(ConnectionContext context)
    {
        if (!TryEnter())
        {
            // Closed at once, by a FIN: a reset could meet the client while it still connects.
            return;
        }

        var connection = new TcpConnection(this, context);
        _connections.TryAdd(connection.Uuid, connection);
        Metrics.Opened.Inc();
        Metrics.Connections.Inc();
        try
        {
            if (_draining)
            {
                connection.Drain();
            }

            await connection.RunAsync();
        }
        finally
        {
            _connections.TryRemove(connection.Uuid, out _);
            Metrics.Connections.Dec();
            _ownLimit.Leave();
            _sharedLimit.Leave();
        }
    }

    public TcpConnection? Find(Guid uuid) => _connections.GetValueOrDefault(uuid);

    /// <summary>Lets every connection finish what it has received whole, and end.</summary>
    public void Drain()
    {
        _draining = true;
        foreach (var connection in _connections.Values)
        {
            connection.Drain();
        }
    }

    /// <summary>A reader for a new connection's input, by the configured framing.</summary>
    public MessageReader MakeReader(PipeReader input) => Options.Framing switch
    {
        FramingKind.Split => new SplitReader(input, Options.Delimiter, Options.MaxMessageSize),
        _ => new BatchReader(input, Options.Delimiter, Options.ReadBufferSize, Options.MaxMessageSize),
    };

    public void Dispose() => _watch.Dispose();

    private bool TryEnter()
    {
        var limit = _ownLimit;
        if (_ownLimit.TryEnter())
        {
            limit = _sharedLimit;
            if (_sharedLimit.TryEnter())
            {
                return true;
            }

            _ownLimit.Leave();
        }

        Metrics.OverLimit.Inc();
        var now = Environment.TickCount64;
        if (now - Interlocked.Read(ref _refusalLoggedAt) > 1000)
        {
            Interlocked.Exchange(ref _refusalLoggedAt, now);
            LogRefused(Logger, Options.Name, limit.Most);
        }

        return false;
    }

    private void Watch()
    {
        foreach (var connection in _connections.Values)
        {
            connection.CheckTimeouts();
        }
    }

    [LoggerMessage(1006, LogLevel.Warning, "{Server}: connections are refused, {Limit} are open. Cure: raise max_connections, or the limit of open files (ulimit -n); rr_tcp_connections_rejected_total counts them")]
    private static partial void LogRefused(ILogger logger, string server, int limit);
}
