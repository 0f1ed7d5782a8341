namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>The soft limits: a worker over one of them is replaced between two events, never within one.</summary>
public sealed class SupervisorTests : ServerTest
{
    [Fact]
    public async Task Worker_over_its_ttl_finishes_its_event_and_is_replaced()
    {
        var server = await StartObeyAsync("ttl: 600ms");
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("sleep=1500;write=a"));

        await server.Output.WaitAsync("supervisor.ttl");
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
        var data = server.Log.Of(client).Where(e => e.Event == WorkerEvent.Data).ToArray();
        Assert.NotEqual(data[0].Pid, data[1].Pid);
        Assert.Equal(0, (await server.MetricsAsync()).Sum("rr_tcp_connections_closed_total"));
        Assert.True((await server.MetricsAsync()).Sum("rr_tcp_worker_restarts_total", ("reason", "ttl")) >= 1);
    }

    [Fact]
    public async Task Worker_that_was_used_and_is_idle_over_idle_ttl_is_replaced_and_an_unused_one_is_not()
    {
        var server = await StartObeyAsync("idle_ttl: 400ms", workers: 2);
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("sleep=1200;write=a"));

        var used = server.Log.Of(client).Select(e => e.Pid).Distinct().ToArray();
        var unused = server.Log.Read().Where(e => e.Event == WorkerEvent.Started).Select(e => e.Pid).Take(2).Except(used).ToArray();
        await Eventually.TrueAsync(() => !used.Intersect(server.Workers()).Any() && server.Workers().Count == 2, "the used worker is replaced");
        Assert.All(unused, pid => Assert.Contains(pid, server.Workers()));
        await server.WaitMetricAsync(used.Length, "rr_tcp_worker_restarts_total", ("reason", "idle_ttl"));
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
    }

    [Fact]
    public async Task Worker_over_max_worker_memory_finishes_its_event_and_is_replaced()
    {
        var server = await StartObeyAsync("max_worker_memory: 70");
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("grow=100;sleep=800;write=a"));

        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "max_worker_memory"));
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
        var data = server.Log.Of(client).Where(e => e.Event == WorkerEvent.Data).ToArray();
        Assert.NotEqual(data[0].Pid, data[1].Pid);
        await server.WaitMetricAsync(1, "rr_tcp_total_workers");
        Assert.True(server.Output.Contains("supervisor.max_worker_memory (70 MB)"));
    }

    [Fact]
    public async Task Sticky_worker_over_its_ttl_keeps_the_connections_that_it_has()
    {
        var server = await StartObeyAsync("ttl: 1s", more: "\ndispatch: sticky");
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");
        var own = server.Log.Of(client)[0].Pid;

        await server.Output.WaitAsync("supervisor.ttl");

        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
        client.Dispose();
        var events = await server.Log.WaitClosedAsync(client, "client");
        Assert.All(events, e => Assert.Equal(own, e.Pid));
        await Eventually.TrueAsync(() => !UnixProcess.Exists(own), "the worker goes with its last connection");
    }

    private Task<ServerProcess> StartObeyAsync(string limit, int workers = 1, string more = "") => StartAsync(new ServerSetup
    {
        Command = Php.Obey(),
        Workers = workers,
        Pool = $"supervisor: {{watch_tick: 100ms, {limit}}}{more}",
    });
}
