namespace KestrelTcp.FunctionalTests.Side;

/// <summary>The figures after traffic that is known.</summary>
public sealed class MetricsTests : ServerTest
{
    [Fact]
    public async Task Events_are_counted_by_event_and_answer()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");
        await client.AskAsync("write=b");
        await client.SendAsync("writeclose=c\r\n");
        await client.ReadToEndAsync();
        await server.Log.WaitClosedAsync(client);

        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("server", "main"), ("event", "CONNECTED"), ("answer", "CONTINUE"));
        await server.WaitMetricAsync(2, "rr_tcp_events_total", ("server", "main"), ("event", "DATA"), ("answer", "WRITE"));
        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("server", "main"), ("event", "DATA"), ("answer", "WRITECLOSE"));
        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("server", "main"), ("event", "CLOSE"), ("answer", "CLOSE"));
        await server.WaitMetricAsync(5, "rr_tcp_events_total");
        await server.WaitMetricAsync(3, "rr_tcp_event_duration_seconds_count", ("server", "main"), ("event", "DATA"));
    }

    [Fact]
    public async Task Answer_of_each_kind_has_its_label()
    {
        var server = await StartAsync(Php.Obey());

        foreach (var (answer, label) in new[] { ("context=nonsense", "unknown"), ("error=a", "error"), ("none", "none"), ("kill", "failed"), ("close", "CLOSE") })
        {
            var client = await ConnectAsync(server);
            await client.SendAsync(answer + "\r\n");
            await client.WaitGoneAsync();
            await server.WaitMetricAsync(1, "rr_tcp_events_total", ("event", "DATA"), ("answer", label));
        }
    }

    [Fact]
    public async Task Connections_and_bytes_are_counted()
    {
        var server = await StartAsync(Php.Obey());
        var first = await ConnectAsync(server);
        await first.AskAsync("write=abc");
        var second = await ConnectAsync(server);
        await second.AskAsync("write=abc");

        await server.WaitMetricAsync(2, "rr_tcp_connections", ("server", "main"));
        first.Dispose();
        await server.WaitMetricAsync(1, "rr_tcp_connections", ("server", "main"));
        await server.WaitMetricAsync(2, "rr_tcp_connections_total", ("server", "main"));
        await server.WaitMetricAsync(1, "rr_tcp_connections_closed_total", ("server", "main"), ("reason", "client"));
        await server.WaitMetricAsync(2 * "write=abc\r\n".Length, "rr_tcp_received_bytes_total", ("server", "main"));
        await server.WaitMetricAsync(2 * "abc\r\n".Length, "rr_tcp_sent_bytes_total", ("server", "main"));
        await server.WaitMetricAsync(2, "rr_tcp_message_size_bytes_count", ("server", "main"));
    }

    [Fact]
    public async Task Workers_and_their_restarts_are_counted()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        await server.WaitMetricAsync(2, "rr_tcp_workers_ready");
        Assert.True((await server.MetricsAsync()).Sum("rr_tcp_workers_memory_bytes") > 1_000_000);
        Assert.True((await server.MetricsAsync()).Has("rr_tcp_worker_state"));

        UnixProcess.Send(server.Workers()[0], Signal.Kill);

        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total");
        await server.WaitMetricAsync(2, "rr_tcp_total_workers");
    }

    [Fact]
    public async Task Page_describes_the_process_too()
    {
        var server = await StartAsync(Php.Echo);

        var metrics = await server.MetricsAsync();

        Assert.All(
            ["rr_tcp_uptime_seconds", "rr_tcp_build_info", "rr_tcp_queue_size", "process_cpu_seconds_total"],
            name => Assert.True(metrics.Has(name), name));
    }

    [Theory]
    [InlineData("max_connections: 1")]
    [InlineData("max_connections_per_ip: 1")]
    [InlineData("deny: [127.0.0.0/8]")]
    [InlineData("allow: [10.0.0.0/8]")]
    public async Task Refused_connection_is_counted_and_no_worker_hears_of_it(string limit)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = limit });
        if (limit.StartsWith("max", StringComparison.Ordinal))
        {
            await (await ConnectAsync(server)).AskAsync("write=a");
        }

        var refused = await ConnectAsync(server);

        await refused.WaitGoneAsync();
        await server.WaitMetricAsync(1, "rr_tcp_connections_rejected_total", ("server", "main"));
        Assert.Empty(server.Log.Of(refused));
    }
}
