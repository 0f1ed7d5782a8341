namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>SIGHUP replaces the workers while they serve.</summary>
public sealed class SignalResetTests : ServerTest
{
    [Fact]
    public async Task Every_worker_is_replaced_and_no_event_fails()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 3 });
        var before = server.Workers();
        using var done = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 4).Select(number => AskUntilAsync(server, number, done.Token)).ToArray();

        server.Send(Signal.Hup);

        await server.Output.WaitAsync("reset of 3 workers");
        await Eventually.TrueAsync(() => server.Workers().Count == 3 && !server.Workers().Intersect(before).Any(), "three other workers");
        await done.CancelAsync();
        await Task.WhenAll(traffic);
        await server.Log.WaitAllClosedAsync(4);
        await server.WaitMetricAsync(4, "rr_tcp_connections_closed_total", ("reason", "client"));
    }

    [Fact]
    public async Task Sticky_connections_keep_their_workers_until_they_close()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Pool = "dispatch: sticky" });
        var before = server.Workers();
        var old = await ConnectAsync(server);
        await old.AskAsync("write=a");
        var own = server.Log.Of(old)[0].Pid;

        server.Send(Signal.Hup);

        await Eventually.TrueAsync(() => server.Workers().Intersect(before).SequenceEqual([own]) && server.Workers().Count == 3, "only the worker with a connection is left of the old ones");
        Assert.Equal("b\r\n", await old.AskAsync("write=b"));
        var fresh = await ConnectAsync(server);
        Assert.Equal("c\r\n", await fresh.AskAsync("write=c"));
        Assert.DoesNotContain(server.Log.Of(fresh)[0].Pid, before);
        old.Dispose();
        Assert.All(await server.Log.WaitClosedAsync(old, "client"), e => Assert.Equal(own, e.Pid));
        await Eventually.TrueAsync(() => server.Workers().Count == 2 && !server.Workers().Contains(own), "the old worker goes with its last connection");
    }

    [Fact]
    public async Task Event_of_a_worker_that_ends_itself_after_its_answer_does_not_fail()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        await client.SendAsync("sleep=1000;write=a;leave\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        server.Send(Signal.Hup);

        Assert.Equal("a\r\n", await client.ReadLineAsync());
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
    }

    [Fact]
    public async Task Sticky_connections_are_closed_when_reset_timeout_is_over()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "dispatch: sticky\nreset_timeout: 1s" });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");
        var own = server.Log.Of(client)[0].Pid;

        server.Send(Signal.Hup);

        await client.WaitGoneAsync();
        Assert.All(await server.Log.WaitClosedAsync(client), e => Assert.Equal(own, e.Pid));
        await Eventually.TrueAsync(() => server.Workers().Count == 1 && !server.Workers().Contains(own), "only the new worker is left");
        Assert.Contains(server.Log.Read(), e => e.Event == WorkerEvent.Stopped && e.Pid == own);
    }

    [Fact]
    public async Task Broken_script_leaves_the_old_workers_and_a_mended_one_is_taken()
    {
        using var script = new ChangingScript();
        script.Write("one");
        var server = await StartAsync(new ServerSetup { Command = script.Command, Workers = 2 });
        var before = server.Workers();
        var client = await ConnectAsync(server);

        script.Break();
        server.Send(Signal.Hup);

        await server.Output.WaitAsync("reset given up");
        Assert.True(server.Output.Contains("half saved"), "The new script's words are in the log.");
        Assert.Equal("SCRIPT=one\r\n", await client.AskAsync("env=SCRIPT"));
        await Eventually.TrueAsync(() => server.Workers().Order().SequenceEqual(before.Order()), "the old workers are left");
        script.Write("two");
        server.Send(Signal.Hup);
        await Eventually.TrueAsync(async () => await client.AskAsync("env=SCRIPT") == "SCRIPT=two\r\n", () => "the mended script serves");
        await Eventually.TrueAsync(() => server.Workers().Count == 2 && !server.Workers().Intersect(before).Any(), "two new workers");
    }

    [Fact]
    public async Task As_many_workers_are_started_as_there_were_and_only_old_ones_retire()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 4 });

        server.Send(Signal.Hup);
        await server.Output.WaitAsync("reset of 4 workers");

        await server.WaitMetricAsync(4, "rr_tcp_worker_restarts_total", ("reason", "reset"));
        await server.WaitMetricAsync(4, "rr_tcp_worker_restarts_total");
        Assert.Equal(8, server.Log.Count(WorkerEvent.Started));
    }

    [Fact]
    public async Task Reset_of_which_only_one_start_works_leaves_all_workers_serving()
    {
        using var script = new ChangingScript();
        script.Write("one");
        var server = await StartAsync(new ServerSetup { Command = script.Command, Workers = 4 });

        script.BreakSlowly(unlessFirst: true);
        server.Send(Signal.Hup);
        await server.Output.WaitAsync("reset given up");
        script.Write("two");

        await server.WaitMetricAsync(4, "rr_tcp_total_workers");
    }

    [Fact]
    public async Task Workers_that_die_during_a_reset_that_fails_are_replaced()
    {
        using var script = new ChangingScript();
        script.Write("one");
        var server = await StartAsync(new ServerSetup { Command = script.Command, Workers = 2 });
        var old = server.Workers();

        script.BreakSlowly();
        server.Send(Signal.Hup);
        await Eventually.TrueAsync(() => server.Workers().Count == 4, "the new workers are starting");
        foreach (var pid in old)
        {
            UnixProcess.Send(pid, Signal.Kill);
        }

        await server.Output.WaitAsync("reset given up");
        script.Write("two");

        await server.WaitMetricAsync(2, "rr_tcp_total_workers");
    }

    private static async Task AskUntilAsync(ServerProcess server, int number, CancellationToken done)
    {
        using var client = await server.ConnectAsync();
        do
        {
            Assert.Equal($"{number}\r\n", await client.AskAsync($"sleep=5;write={number}"));
        }
        while (!done.IsCancellationRequested);
    }
}
