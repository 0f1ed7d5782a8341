using KestrelTcp.Configuration;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Operations.Metrics;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task Gauges_areTheSumOverAllPools()
    {
        await using var side = await StartAsync();
        var self = Environment.ProcessId;
        side.View.Snapshot = () =>
        [
            FakeServiceView.Pool("tcp", queue: 3, workers: [FakeServiceView.Worker(self, WorkerState.Working), FakeServiceView.Worker(999_999_991, WorkerState.Ready)]),
            FakeServiceView.Pool("tcp.smtp", queue: 4, workers: [FakeServiceView.Worker(999_999_992, WorkerState.Ready), FakeServiceView.Worker(999_999_993, WorkerState.Invalid)]),
        ];
        var metrics = await ScrapeAsync(side);
        Assert.Equal(4, metrics.Samples["rr_tcp_total_workers"]);
        Assert.Equal(2, metrics.Samples["rr_tcp_workers_ready"]);
        Assert.Equal(1, metrics.Samples["rr_tcp_workers_working"]);
        Assert.Equal(1, metrics.Samples["rr_tcp_workers_invalid"]);
        Assert.Equal(7, metrics.Samples["rr_tcp_queue_size"]);
        Assert.Equal(0, metrics.Samples[$"rr_tcp_worker_state{{state=\"working\",pid=\"{self}\"}}"]);
        Assert.Equal(4, metrics.Series("rr_tcp_worker_state").Count());
        Assert.InRange(metrics.Samples[$"rr_tcp_worker_memory_bytes{{pid=\"{self}\"}}"], 1 << 20, 1L << 40);
        Assert.Equal(0, metrics.Samples["rr_tcp_worker_memory_bytes{pid=\"999999991\"}"]);
        Assert.Equal(metrics.Samples[$"rr_tcp_worker_memory_bytes{{pid=\"{self}\"}}"], metrics.Samples["rr_tcp_workers_memory_bytes"]);
        Assert.InRange(metrics.Samples["rr_tcp_uptime_seconds"], 0, 60);
        Assert.Equal(1, metrics.Samples[Assert.Single(metrics.Series("rr_tcp_build_info"))]);
    }

    [Fact]
    public async Task WorkerSeries_followTheWorkers()
    {
        await using var side = await StartAsync();
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp", workers: [FakeServiceView.Worker(999_999_991, WorkerState.Ready), FakeServiceView.Worker(999_999_992, WorkerState.Ready)])];
        await ScrapeAsync(side);
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp", workers: [FakeServiceView.Worker(999_999_992, WorkerState.TtlReached), FakeServiceView.Worker(999_999_993, WorkerState.Working)])];
        var metrics = await ScrapeAsync(side);
        Assert.Equal(["rr_tcp_worker_state{state=\"ttlReached\",pid=\"999999992\"}", "rr_tcp_worker_state{state=\"working\",pid=\"999999993\"}"], metrics.Series("rr_tcp_worker_state").Order());
        Assert.Equal(["rr_tcp_worker_memory_bytes{pid=\"999999992\"}", "rr_tcp_worker_memory_bytes{pid=\"999999993\"}"], metrics.Series("rr_tcp_worker_memory_bytes").Order());
        side.View.Snapshot = () => [];
        Assert.Empty((await ScrapeAsync(side)).Series("rr_tcp_worker_state"));
    }

    [Theory]
    [InlineData("application/openmetrics-text; version=1.0.0")]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")]
    [InlineData("*/*")]
    [InlineData(null)]
    public async Task Format_isAlwaysPrometheusText(string? accept)
    {
        await using var side = await StartAsync();
        Prometheus.Metrics.WithCustomRegistry(side.Registry).CreateCounter("rr_tcp_events_total", "Events.").Inc();
        using var answer = await side.SendAsync(HttpMethod.Get, "/metrics", accept: accept);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var metrics = new PrometheusText(await answer.Content.ReadAsStringAsync());
        Assert.Equal("counter", metrics.Types["rr_tcp_events_total"]);
        Assert.Equal(1, metrics.Samples["rr_tcp_events_total"]);
    }

    [Fact]
    public async Task ProcessAndRuntime_areThere()
    {
        await using var side = await StartAsync();
        var metrics = await ScrapeAsync(side);
        Assert.InRange(metrics.Samples["process_open_fds"], 3, metrics.Samples["process_max_fds"]);
        foreach (var name in (string[])["process_resident_memory_bytes", "process_cpu_seconds_total", "process_start_time_seconds", "dotnet_gc_allocated_bytes_total", "dotnet_threadpool_threads"])
            Assert.True(metrics.Samples[name] > 0, name);
        foreach (var name in (string[])["dotnet_gc_heap_size_bytes", "dotnet_gc_committed_bytes", "dotnet_gc_pause_seconds_total", "dotnet_threadpool_queue_length", "dotnet_lock_contentions_total"])
            Assert.True(metrics.Samples[name] >= 0, name);
        Assert.Equal("counter", metrics.Types["dotnet_gc_allocated_bytes_total"]);
    }

    [Fact]
    public async Task UserCollectors_standBesideTheServicesOwn()
    {
        var address = SideEndpointHarness.Loopback();
        await using var side = await SideEndpointHarness.StartAsync(null, new MetricsOptions
        {
            Address = address,
            Collect = new Dictionary<string, CollectorOptions> { ["mails"] = new() { Type = "counter", Namespace = "app", Labels = ["kind"] } },
        });
        side.Endpoint.Collectors.Add("mails", 3, ["spam"]);
        var metrics = await ScrapeAsync(side);
        Assert.Equal("counter", metrics.Types["app_mails"]);
        Assert.Equal(3, metrics.Samples["app_mails{kind=\"spam\"}"]);
        Assert.Contains("rr_tcp_total_workers", metrics.Samples.Keys);
    }

    [Fact]
    public async Task Head_hasNoBody()
    {
        await using var side = await StartAsync();
        using var answer = await side.SendAsync(HttpMethod.Head, "/metrics");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.True(answer.Content.Headers.ContentLength > 1000);
    }

    [Fact]
    public async Task ManyScrapesAtOnce_areAllWhole()
    {
        await using var side = await StartAsync();
        var pid = 999_000_000;
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp", workers: [FakeServiceView.Worker(Interlocked.Increment(ref pid), WorkerState.Ready)])];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ScrapeAsync(side)));
    }

    private static Task<SideEndpointHarness> StartAsync() => SideEndpointHarness.StartAsync(null, new MetricsOptions { Address = SideEndpointHarness.Loopback() });

    private static async Task<PrometheusText> ScrapeAsync(SideEndpointHarness side)
    {
        var (status, body) = await side.GetAsync("/metrics");
        Assert.Equal(200, status);
        return new PrometheusText(body);
    }
}
