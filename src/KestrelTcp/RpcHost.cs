using KestrelTcp.Configuration;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Rpc;
using KestrelTcp.Rpc.KeyValue;
using KestrelTcp.Rpc.Locking;
using KestrelTcp.Rpc.Services;
using Microsoft.Extensions.Logging;

namespace KestrelTcp;

/// <summary>The RPC side of the service: what its configuration calls for, behind one listener.</summary>
internal sealed class RpcHost : IAsyncDisposable
{
    private readonly Dictionary<string, MemoryStorage> _storages;
    private readonly RpcListener _listener;

    public RpcHost(RpcOptions rpc, ServiceOptions options, ServiceControl control, IServiceView view, UserCollectors collectors, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("rpc");
        _storages = options.Kv.ToDictionary(storage => storage.Name, storage => new MemoryStorage(storage));
        var services = new List<IRpcService>
        {
            new TcpService(control),
            new InformerService(control),
            new ResetterService(control),
            new RpcInfoService(options),
            new LockService(new LockTable()),
            new AppService(loggers.CreateLogger("app"), Console.Error),
        };

        // As with RoadRunner, what has no section is not there: "can't find service" tells an application to do without.
        if (options.Kv.Count > 0)
        {
            services.Add(new KvService(_storages));
        }

        if (options.Metrics is not null)
        {
            services.Add(new MetricsService(collectors, logger));
        }

        if (options.Status is { } status)
        {
            services.Add(new StatusService(new HealthCheck(status, view)));
        }

        _listener = new RpcListener(rpc, new RpcDispatcher(services, logger), logger);
    }

    /// <exception cref="StartupException">The address cannot be had.</exception>
    public Task StartAsync(CancellationToken cancellation) => _listener.StartAsync(cancellation);

    public Task StopAsync() => _listener.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        foreach (var storage in _storages.Values)
        {
            storage.Dispose();
        }
    }
}
