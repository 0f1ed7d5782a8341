using System.Collections.Concurrent;
using System.IO.Pipelines;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress.Edge;
using KestrelTcp.Ingress.Edge.Tls;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Workers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress;

/// <summary>One entry of <c>tcp.servers</c> at work: its settings, its pool and its open connections.</summary>
internal sealed class TcpServer : IDisposable
{
    private static readonly TimeSpan _watchTick = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, TcpConnection> _connections = new();
    private readonly Timer _watch;
    private readonly CancellationTokenSource _stopping = new();

    public TcpServer(TcpServerOptions options, WorkerPool pool, EventContext context, TcpMetrics metrics, ConnectionLimit sharedLimit, ILogger logger, CancellationToken lingerLimit)
    {
        Options = options;
        Pool = pool;
        Context = context;
        Metrics = new ServerMetrics(metrics, options.Name);
        Edge = new EdgeSteps(options, sharedLimit, Metrics, logger, _stopping.Token);
        Tls = options.Tls is { } tls ? new TlsEndpoint(tls, options.Name, Metrics, logger, Stopping) : null;
        LingerLimit = lingerLimit;
        Logger = logger;
        _watch = new Timer(static state => ((TcpServer)state!).Watch(), this, _watchTick, _watchTick);
    }

    public TcpServerOptions Options { get; }

    public WorkerPool Pool { get; }

    public EventContext Context { get; }

    public ServerMetrics Metrics { get; }

    public ILogger Logger { get; }

    /// <summary>Which connections are let in at all, and what is done before.</summary>
    public EdgeSteps Edge { get; }

    /// <summary>Encrypts them; null: they stay in the clear.</summary>
    public TlsEndpoint? Tls { get; }

    /// <summary>Canceled when the server drains: nobody is let in any more, and who is only about to come in is turned away.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Ends the waiting for clients that have been sent a FIN.</summary>
    public CancellationToken LingerLimit { get; }

    public ICollection<TcpConnection> Connections => _connections.Values;

    public ServerSnapshot Snapshot() => new(Options, Pool.Name, Metrics.Counts(), Metrics.ClosedByReason(), Metrics.RejectedByReason());

    /// <summary>One after the other, as they are asked for: nothing is held up, however many there are.</summary>
    public IEnumerable<ConnectionSnapshot> ConnectionSnapshots() => _connections.Select(pair => pair.Value.Snapshot());

    /// <summary>Lives through a connection that was let in.</summary>
    public async Task HandleAsync(ConnectionContext context)
    {
        Metrics.Opened.Inc();
        var connection = new TcpConnection(this, context);
        _connections.TryAdd(connection.Uuid, connection);
        try
        {
            if (Stopping.IsCancellationRequested)
            {
                connection.Drain();
            }

            await connection.RunAsync();
        }
        finally
        {
            _connections.TryRemove(connection.Uuid, out _);
        }
    }

    public TcpConnection? Find(Guid uuid) => _connections.GetValueOrDefault(uuid);

    /// <summary>Lets every connection finish what it has received whole, and end.</summary>
    public void Drain()
    {
        _stopping.Cancel();
        foreach (var connection in _connections.Values)
        {
            connection.Drain();
        }
    }

    /// <summary>A reader for a new connection's input, by the configured framing.</summary>
    public MessageReader MakeReader(PipeReader input) => Options.Framing switch
    {
        FramingKind.Split => new SplitReader(input, Options.Delimiter, Options.MaxMessageSize),
        FramingKind.Length => new LengthReader(input, Options.Length!, Options.MaxMessageSize),
        FramingKind.Fixed => new FixedReader(input, Options.Length!.Size, Options.MaxMessageSize),
        FramingKind.Raw => new RawReader(input, Math.Min(Options.ReadBufferSize, Options.MaxMessageSize)),
        _ => new BatchReader(input, Options.Delimiter, Options.ReadBufferSize, Options.MaxMessageSize),
    };

    public void Dispose()
    {
        _watch.Dispose();
        _stopping.Dispose();
    }

    private void Watch()
    {
        foreach (var connection in _connections.Values)
        {
            connection.CheckTimeouts();
        }

        Edge.Rate?.Sweep();
    }
}
