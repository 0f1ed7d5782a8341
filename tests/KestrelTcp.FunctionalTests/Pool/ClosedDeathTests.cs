namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>A worker that ends within a closed event: nobody gets that event a second time, and the server says whose it was.</summary>
public sealed class ClosedDeathTests : ServerTest
{
    private const string _named = "and is not repeated";

    [Theory]
    [InlineData("")]
    [InlineData("dispatch: sticky")]
    [InlineData("fence: off")]
    [InlineData("max_jobs: 3")]
    public async Task Worker_that_is_killed_within_it_is_named_and_replaced(string keys)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(closed: "hang"), Workers = 2, Pool = keys, Expendable = true });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        client.Dispose();
        var closed = (await server.Log.WaitClosedAsync(client, "client"))[^1];
        UnixProcess.Send(closed.Pid, Signal.Kill);

        await server.Output.WaitAsync(_named);
        AssertNamed(server, closed, "WorkerLost");
        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("event", "CLOSE"), ("answer", "failed"));
        await server.WaitMetricAsync(2, "rr_tcp_workers_ready");
        Assert.Equal("b\r\n", await (await ConnectAsync(server)).AskAsync("write=b"));
        Assert.Single(server.Log.Read(), e => e.Event == WorkerEvent.Closed);
    }

    [Fact]
    public async Task Worker_that_is_killed_within_it_in_debug_is_named()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(closed: "hang"), Pool = "debug: true", Expendable = true });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        client.Dispose();
        var closed = (await server.Log.WaitClosedAsync(client, "client"))[^1];
        UnixProcess.Send(closed.Pid, Signal.Kill);

        await server.Output.WaitAsync(_named);
        AssertNamed(server, closed, "WorkerLost");
        Assert.Equal("b\r\n", await (await ConnectAsync(server)).AskAsync("write=b"));
        Assert.Single(server.Log.Read(), e => e.Event == WorkerEvent.Closed);
    }

    [Fact]
    public async Task Worker_that_hangs_within_it_past_exec_ttl_is_named()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(closed: "hang"), Pool = "supervisor: {watch_tick: 100ms, exec_ttl: 500ms}" });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        client.Dispose();

        await server.Output.WaitAsync(_named);
        AssertNamed(server, (await server.Log.WaitClosedAsync(client, "client"))[^1], "ExecTtl");
        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("event", "CLOSE"), ("answer", "failed"));
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "exec_ttl"));
        await server.WaitMetricAsync(1, "rr_tcp_workers_ready");
        Assert.Single(server.Log.Read(), e => e.Event == WorkerEvent.Closed);
    }

    [Fact]
    public async Task Worker_that_had_answered_it_has_done_it()
    {
        var server = await StartAsync(Php.Obey(closed: "continue;kill"));
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        client.Dispose();

        await server.Log.WaitClosedAsync(client, "client");
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "died"));
        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("event", "CLOSE"), ("answer", "CONTINUE"));
        await server.WaitMetricAsync(0, "rr_tcp_events_total", ("event", "CLOSE"), ("answer", "failed"));
        Assert.False(server.Output.Contains(_named));
        Assert.Single(server.Log.Read(), e => e.Event == WorkerEvent.Closed);
    }

    [Fact]
    public async Task Worker_that_ends_without_having_read_it_loses_nothing()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "prefetch: 8" });
        var busy = await ConnectAsync(server);
        var clients = await ConnectManyAsync(server, 5);

        await busy.SendAsync("sleep=500;kill\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 6);
        clients.ForEach(client => client.Dispose());

        await busy.WaitGoneAsync();
        await server.Log.WaitAllClosedAsync(6);
        await server.WaitMetricAsync(6, "rr_tcp_events_total", ("event", "CLOSE"));
        await server.WaitMetricAsync(0, "rr_tcp_events_total", ("event", "CLOSE"), ("answer", "failed"));
        Assert.False(server.Output.Contains(_named));
    }

    /// <summary>It has begun the closed event by the time that its silence about the event before is known.</summary>
    [Theory]
    [InlineData("sleep=200;close", "CLOSE", 2)]
    [InlineData("none", "none", 2)]
    [InlineData("hang", "failed", 1)]
    public async Task Closed_event_behind_an_event_without_an_answer_is_given_once(string closed, string answer, int count)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(closed: closed), Pool = "prefetch: 8", Expendable = true });
        var silent = await ConnectAsync(server);
        var client = (await ConnectManyAsync(server, 1))[0];

        await silent.SendAsync("sleep=400;none\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 2);
        client.Dispose();

        await silent.WaitGoneAsync();
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "no_answer"));
        await server.WaitMetricAsync(count, "rr_tcp_events_total", ("event", "CLOSE"), ("answer", answer));
        await server.Log.WaitAsync(WorkerEvent.Closed, 2);
        server.Log.AssertInvariants();
        Assert.Equal(answer == "failed", server.Output.Contains(_named));
    }

    [Fact]
    public async Task Worker_that_is_killed_within_it_at_the_end_of_the_grace_period_is_named()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(closed: "hang"), Grace = "1s" });
        var clients = await ConnectManyAsync(server, 2);

        var stop = await server.StopAsync();

        Assert.Equal(1, stop.ExitCode);
        var closed = Assert.Single(server.Log.Read(), e => e.Event == WorkerEvent.Closed);
        AssertNamed(server, closed, "WorkerLost");
        // The other one's event never came to a worker, and that is another message.
        Assert.Equal(1, server.Output.Count("no worker was given the closed event"));
        Assert.All(clients, client => Assert.Contains(server.Log.Of(client)[0].Uuid, server.Output.Text, StringComparison.Ordinal));
    }

    private async Task<List<RawClient>> ConnectManyAsync(ServerProcess server, int count)
    {
        var clients = new List<RawClient>();
        for (var i = 0; i < count; i++)
        {
            var client = await ConnectAsync(server);
            await client.AskAsync("write=a");
            clients.Add(client);
        }

        return clients;
    }

    private static void AssertNamed(ServerProcess server, WorkerEvent closed, string outcome)
    {
        var line = Assert.Single(server.Output.Text.Split('\n'), line => line.Contains(_named, StringComparison.Ordinal));
        Assert.Contains("WARN", line, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"worker pid {closed.Pid} ended within the closed event of connection {closed.Uuid} ({outcome})", line, StringComparison.Ordinal);
    }
}
