using System.Diagnostics;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress;
using KestrelTcp.Ingress.Edge;
using KestrelTcp.Io;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Logging;
using KestrelTcp.Workers;
using KestrelTcp.Workers.Processes;
using KestrelTcp.Workers.Relays;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace KestrelTcp;

/// <summary>Puts the parts together, starts them in order and ends them in the reverse one.</summary>
internal sealed partial class ServiceHost : IServiceView, IAsyncDisposable
{
    /// <summary>How long a client that was sent a FIN is still listened to once a stop has begun.</summary>
    private static readonly TimeSpan _lingerAtStop = TimeSpan.FromMilliseconds(100);

    private readonly ServiceOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly ServiceProvider _services;
    private readonly IoLoops _loops;
    private readonly OrphanGuard _guard;
    private readonly RelayListener? _relay;
    private readonly List<WorkerPool> _pools = [];
    private readonly PoolMetrics _poolMetrics;
    private readonly TcpIngress _ingress;
    private readonly SideEndpoint _side;
    private readonly RpcHost? _rpc;
    private readonly CancellationTokenSource _lingerLimit = new();

    /// <param name="options">The configuration.</param>
    /// <param name="loggers">Not disposed here.</param>
    /// <param name="recent">What was logged last, for the dashboard.</param>
    /// <exception cref="StartupException">Something of the configuration cannot be had here.</exception>
    public ServiceHost(ServiceOptions options, ILoggerFactory loggers, RecentRecords recent)
    {
        _options = options;
        _loggers = loggers;
        _logger = loggers.CreateLogger("main");
        _services = new ServiceCollection().AddSingleton(loggers).AddLogging().BuildServiceProvider();
        var registry = Metrics.NewCustomRegistry();
        _poolMetrics = new PoolMetrics(registry);
        _side = new SideEndpoint(options.Status, options.Metrics, this, registry, loggers, recent);
        _loops = new IoLoops(loggers.CreateLogger("main"));
        _guard = new OrphanGuard(loggers.CreateLogger("pool"));
        _relay = MakeRelay(options.Server, loggers);
        _ingress = new TcpIngress(MakeServers(registry, loggers), _loops, _services, loggers);
        _rpc = options.Rpc is { } rpc ? new RpcHost(rpc, options, new ServiceControl(_ingress.Servers, _pools), this, _side.Collectors, loggers) : null;
    }

    public DateTime StartedAt { get; } = DateTime.UtcNow;

    public bool Listening => _ingress.IsAccepting;

    public bool Draining { get; private set; }

    public IReadOnlyList<PoolSnapshot> Pools() => [.. _pools.Select(pool => pool.Snapshot())];

    public IReadOnlyList<ServerSnapshot> Servers() => [.. _ingress.Servers.Select(server => server.Snapshot())];

    public IReadOnlyDictionary<string, ServerCounts> Counts() => _ingress.Servers.ToDictionary(server => server.Options.Name, server => server.Metrics.Counts());

    public IEnumerable<ConnectionSnapshot> Connections(string? server) =>
        _ingress.Servers.Where(one => server is null || one.Options.Name == server).SelectMany(one => one.ConnectionSnapshots());

    public WorkerCounts WorkerCounts() => _poolMetrics.Counts();

    /// <summary>Side endpoint, RPC, workers, listeners.</summary>
    /// <exception cref="StartupException">The message for people; what was started is ended.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await _side.StartAsync(cancellation);
            if (_rpc is not null)
            {
                await _rpc.StartAsync(cancellation);
            }

            if (_options.Server.OnInit is { } onInit)
            {
                await new InitCommand(onInit, _options, _loggers.CreateLogger("server")).RunAsync(cancellation);
            }

            await Task.WhenAll(_pools.Select(pool => pool.StartAsync(cancellation)));
            await _ingress.StartAsync(cancellation);
        }
        catch (WorkerStartException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Says in the log what is served, for those who have only the log.</summary>
    public void LogServing() => LogServing(_logger, ProductVersion.Text, string.Join(", ", _options.Tcp.Servers.Select(server => $"{server.Name} on {server.Address}")));

    /// <summary>Replaces the workers of all pools, one by one.</summary>
    public async Task ResetAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(_pools.Select(pool => pool.ResetAsync(cancellation)));
        }
        catch (Exception exception) when (exception is WorkerStartException or OperationCanceledException)
        {
            LogResetFailed(_logger, exception.Message);
        }
    }

    /// <summary>Drains and ends everything within the grace period.</summary>
    /// <returns>False when something had to be aborted.</returns>
    public async Task<bool> StopAsync()
    {
        Draining = true;
        var started = Stopwatch.GetTimestamp();
        using var grace = new CancellationTokenSource(_options.Endure.GracePeriod);
        _lingerLimit.CancelAfter(_lingerAtStop);
        await _ingress.StopAsync(grace.Token);
        await Task.WhenAll(_pools.Select(pool => pool.StopAsync(grace.Token)));

        // Workers use it while they drain.
        await (_rpc?.StopAsync() ?? Task.CompletedTask);
        await _side.StopAsync(CancellationToken.None);
        var clean = !grace.IsCancellationRequested;
        if (clean)
        {
            LogStopped(_logger, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        else
        {
            LogAborted(_logger, _options.Endure.GracePeriod.TotalSeconds);
        }

        return clean;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_pools.Select(pool => pool.StopAsync(new CancellationToken(canceled: true))));
        await _ingress.DisposeAsync();
        await (_rpc?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _side.DisposeAsync();
        foreach (var pool in _pools)
        {
            pool.Dispose();
        }

        _relay?.Dispose();
        _guard.Dispose();
        _loops.Dispose();
        _lingerLimit.Dispose();
        await _services.DisposeAsync();
    }

    private static RelayListener? MakeRelay(WorkerCommandOptions server, ILoggerFactory loggers) => server.RelayAddress is { } address
        ? new RelayListener(address, ProcessIdentity.Find(server.User, server.Group), loggers.CreateLogger("server"))
        : null;

    private List<TcpServer> MakeServers(CollectorRegistry registry, ILoggerFactory loggers)
    {
        var tcpMetrics = new TcpMetrics(registry);
        var context = new EventContext(_options.Tcp.ClosedEvent);
        var logger = loggers.CreateLogger("tcp");
        var limit = new ConnectionLimit(MostConnections());
        LogLimit(_logger, limit.Most);
        WorkerPool? shared = null;
        var servers = new List<TcpServer>();
        foreach (var server in _options.Tcp.Servers)
        {
            var pool = server.Pool is { } own
                ? MakePool("tcp." + server.Name, own, _poolMetrics, loggers)
                : shared ??= MakePool("tcp", _options.Tcp.Pool, _poolMetrics, loggers);
            servers.Add(new TcpServer(server, pool, context, tcpMetrics, limit, logger, _lingerLimit.Token));
        }

        return servers;
    }

    /// <summary>What is asked for, but never more than the limit of open files has room for.</summary>
    private int MostConnections()
    {
        var pools = _options.Tcp.Servers.Select(server => server.Pool).OfType<PoolOptions>().Append(_options.Tcp.Pool);
        var workers = pools.Sum(pool => (2 * pool.NumWorkers) + (pool.DynamicAllocator?.MaxWorkers ?? 0));
        var room = DescriptorBudget.Connections(DescriptorBudget.Limit, workers);
        return Math.Min(_options.Tcp.MaxConnections ?? room, room);
    }

    private WorkerPool MakePool(string name, PoolOptions options, PoolMetrics metrics, ILoggerFactory loggers)
    {
        var command = new WorkerCommand(options.Command ?? _options.Server.Command, _options.Server, _options.Rpc?.ListenText);
        var pool = new WorkerPool(name, options, command, metrics, _guard, _relay, _loops, loggers);
        _pools.Add(pool);
        return pool;
    }

    [LoggerMessage(101, LogLevel.Information, "stopped in {Milliseconds} ms")]
    private static partial void LogStopped(ILogger logger, double milliseconds);

    [LoggerMessage(102, LogLevel.Error, "not everything ended within endure.grace_period ({Seconds} s): connections were aborted and workers killed")]
    private static partial void LogAborted(ILogger logger, double seconds);

    [LoggerMessage(107, LogLevel.Information, "KestrelTcp {Version} serves {Servers}")]
    private static partial void LogServing(ILogger logger, string version, string servers);

    [LoggerMessage(104, LogLevel.Error, "reset given up: {Problem}. The old workers go on")]
    private static partial void LogResetFailed(ILogger logger, string problem);

    [LoggerMessage(106, LogLevel.Debug, "connections are limited to {Limit}")]
    private static partial void LogLimit(ILogger logger, int limit);
}
