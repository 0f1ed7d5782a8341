using KestrelTcp.Configuration;
using KestrelTcp.Operations.Api;
using KestrelTcp.Operations.Dashboard;
using KestrelTcp.Operations.Logging;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Operations.Sampling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace KestrelTcp.Operations;

/// <summary>Health, readiness, the dashboard and metrics over HTTP on <c>status.address</c> and <c>metrics.address</c>, which may be one and the same.</summary>
internal sealed partial class SideEndpoint : IAsyncDisposable
{
    private readonly List<SideHost> _hosts = [];
    private readonly ILogger _log;
    private readonly TrafficSampler? _traffic;

    /// <param name="status">Null: no health checks.</param>
    /// <param name="metrics">Null: no metrics.</param>
    /// <param name="view">The service.</param>
    /// <param name="registry">Where the service's own metrics are.</param>
    /// <param name="loggers">Not disposed here.</param>
    /// <param name="recent">What was logged last.</param>
    /// <param name="collectors">The application's own metrics; null: those of <c>metrics.collect</c>.</param>
    /// <param name="settings">appsettings.json; null: the file beside the executable.</param>
    /// <exception cref="StartupException">A collector of <c>metrics.collect</c> is wrong.</exception>
    public SideEndpoint(
        StatusOptions? status,
        MetricsOptions? metrics,
        IServiceView view,
        CollectorRegistry registry,
        ILoggerFactory loggers,
        RecentRecords recent,
        UserCollectors? collectors = null,
        IConfiguration? settings = null)
    {
        _log = loggers.CreateLogger("http");
        Collectors = collectors ?? new UserCollectors(metrics?.Collect);
        settings ??= HostSettings.Load();
        var health = status is null ? null : new HealthCheck(status, view);
        var page = metrics is null ? null : new MetricsPage(registry, new ServiceMetrics(registry, view), Collectors);
        var shared = status is not null && metrics is not null && Same(status.Address, metrics.Address);
        if (status is not null)
        {
            var states = new StateWatch(view);
            _traffic = new TrafficSampler(view, states);
            var api = new ApiPages(view, new ServiceReports(view, _traffic, states, recent));
            Add(shared ? "status.address and metrics.address" : "status.address", status.Address, new SidePages(health, new DashboardPage(shared), api, shared ? page : null));
        }

        if (metrics is not null && !shared)
            Add("metrics.address", metrics.Address, new SidePages(null, null, null, page));

        void Add(string key, ListenAddress address, SidePages pages) => _hosts.Add(new SideHost(key, address, pages.AnswerAsync, loggers, settings));
    }

    /// <summary>The application's own metrics, for RPC to drive.</summary>
    public UserCollectors Collectors { get; }

    /// <summary>Where it listens, as URLs: <c>status.address</c> first.</summary>
    public IReadOnlyList<string> Addresses => [.. _hosts.SelectMany(host => host.Addresses)];

    /// <exception cref="StartupException">An address cannot be had; none is left open then.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            _traffic?.Start();
            foreach (var host in _hosts)
            {
                await host.StartAsync(cancellation);
                LogListening(_log, string.Join(" ", host.Addresses));
            }
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellation = default)
    {
        foreach (var host in _hosts)
            await host.StopAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _traffic?.Dispose();
        foreach (var host in _hosts)
            await host.DisposeAsync();
    }

    private static bool Same(ListenAddress a, ListenAddress b) =>
        a.UnixPath == b.UnixPath && a.Port == b.Port && string.Equals(a.Host, b.Host, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(4001, LogLevel.Information, "Side endpoint listens on {Addresses}")]
    private static partial void LogListening(ILogger log, string addresses);
}
