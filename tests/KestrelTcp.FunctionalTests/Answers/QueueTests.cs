namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>Events that wait for a worker: in order, up to a length, up to a time.</summary>
public sealed class QueueTests : ServerTest
{
    [Fact]
    public async Task Event_over_max_queue_size_closes_its_connection_at_once()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "max_queue_size: 1\nprefetch: 0" });
        var busy = await ConnectAsync(server);
        await busy.SendAsync("sleep=1500;write=a\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        var waiting = await ConnectAsync(server);
        await server.WaitMetricAsync(1, "rr_tcp_queue_size");

        var refused = await ConnectAsync(server);

        await refused.WaitGoneAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("a\r\n", await busy.ReadLineAsync());
        Assert.Equal("b\r\n", await waiting.AskAsync("write=b"));
        await server.WaitMetricAsync(1, "rr_tcp_connections_closed_total", ("reason", "limit"));
        Assert.Empty(server.Log.Of(refused));
    }

    [Fact]
    public async Task Connection_with_a_refused_event_still_gets_its_closed_event()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "allocate_timeout: 400ms\nprefetch: 0" });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");
        var busy = await ConnectAsync(server);
        await busy.SendAsync("sleep=1500;write=b\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 2);

        await client.SendAsync("write=c\r\n");

        await client.WaitGoneAsync(TimeSpan.FromSeconds(1.2));
        Assert.Equal("b\r\n", await busy.ReadLineAsync());
        var events = await server.Log.WaitClosedAsync(client, "limit");
        Assert.Equal(3, events.Count);
    }

    [Fact]
    public async Task Closed_events_wait_past_every_limit()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "allocate_timeout: 300ms\nmax_queue_size: 1\nprefetch: 0" });
        var busy = await ConnectAsync(server);
        var leaving = new List<RawClient>();
        for (var i = 0; i < 10; i++)
        {
            var client = await ConnectAsync(server);
            await client.AskAsync("write=a");
            leaving.Add(client);
        }

        await busy.SendAsync("sleep=1000;write=b\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 11);
        leaving.ForEach(client => client.Dispose());

        Assert.Equal("b\r\n", await busy.ReadLineAsync());
        foreach (var client in leaving)
        {
            await server.Log.WaitClosedAsync(client, "client");
        }
    }

    [Fact]
    public async Task Waiting_connections_are_served_in_their_order()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "prefetch: 0" });
        var busy = await ConnectAsync(server);
        await busy.SendAsync("sleep=700;write=a\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        var waiting = new List<RawClient>();
        for (var i = 1; i <= 10; i++)
        {
            waiting.Add(await ConnectAsync(server));
            await server.WaitMetricAsync(i, "rr_tcp_queue_size");
        }

        await busy.ReadLineAsync();

        await server.Log.WaitAsync(WorkerEvent.Connected, 11);
        var order = server.Log.Read().Where(e => e.Event == WorkerEvent.Connected).Skip(1).Select(e => e.RemoteAddr);
        Assert.Equal(waiting.Select(client => client.LocalAddress), order);
    }

    [Fact]
    public async Task Time_at_a_worker_that_was_killed_is_no_time_in_the_queue()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Pool = "allocate_timeout: 1s\nprefetch: 4\nsupervisor: {exec_ttl: 2s}",
        });
        var hanging = await ConnectAsync(server);
        var behind = await ConnectAsync(server);
        await behind.AskAsync("write=a");
        await hanging.SendAsync("hang\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 2);

        Assert.Equal("b\r\n", await behind.AskAsync("write=b"));

        await server.Log.WaitClosedAsync(hanging, "error");
    }
}
