namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>How many workers there are, who gets which event, and what happens when one goes.</summary>
public sealed class PoolTests : ServerTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Pool_has_the_configured_number_of_workers(int workers)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = workers });

        Assert.Equal(workers, server.Workers().Count);
        await server.WaitMetricAsync(workers, "rr_tcp_total_workers");
    }

    [Fact]
    public async Task Workers_are_in_process_groups_of_their_own()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = 2 });

        Assert.All(server.Workers(), pid => Assert.NotEqual(UnixProcess.GroupOf(server.Pid), UnixProcess.GroupOf(pid)));
    }

    [Fact]
    public async Task Server_with_a_pool_of_its_own_has_its_own_workers()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Echo,
            Servers =
                $"""
                 second:
                   addr: 127.0.0.1:@second@
                   pool:
                     num_workers: 2
                     command: {ServerSetup.List(Php.Obey(data: "pid"))}
                 """,
        });
        var shared = await ConnectAsync(server);
        var own = await ConnectAsync(server, "second");

        Assert.Equal("pid\r\n", await shared.AskAsync("pid"));
        Assert.Contains(int.Parse(await own.AskAsync("anything"), System.Globalization.CultureInfo.InvariantCulture), server.Workers());
        Assert.Equal(3, server.Workers().Count);
    }

    [Fact]
    public async Task Busy_pool_of_one_server_does_not_hold_up_another()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Servers = "second: {addr: '127.0.0.1:@second@', pool: {num_workers: 1}}",
        });
        var busy = await ConnectAsync(server);
        var free = await ConnectAsync(server, "second");
        await busy.SendAsync("sleep=1000;write=late\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        Assert.Equal("a\r\n", await free.AskAsync("write=a"));

        busy.AssertSilent();
        Assert.Equal("late\r\n", await busy.ReadLineAsync());
    }

    [Fact]
    public async Task Sticky_connection_stays_with_its_worker()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(data: "pid"), Workers = 2, Pool = "dispatch: sticky" });
        var pids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            var client = await ConnectAsync(server);
            var answers = new HashSet<string>();
            for (var j = 0; j < 5; j++)
            {
                answers.Add(await client.AskAsync("x"));
            }

            pids.Add(Assert.Single(answers));
        }

        Assert.All(pids.GroupBy(pid => pid), group => Assert.Equal(3, group.Count()));
        await server.StopAsync();
        Assert.All(server.Log.AssertInvariants(), events => Assert.Single(events.Select(e => e.Pid).Distinct()));
    }

    [Fact]
    public async Task Sticky_worker_that_dies_closes_its_connections()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Pool = "dispatch: sticky" });
        var first = await ConnectAsync(server);
        await first.AskAsync("write=a");
        var second = await ConnectAsync(server);
        await second.AskAsync("write=a");

        await first.SendAsync("kill\r\n");

        await first.WaitGoneAsync();
        await server.Log.WaitClosedAsync(first, "error");
        Assert.Equal("b\r\n", await second.AskAsync("write=b"));
    }

    [Fact]
    public async Task Idle_worker_that_is_killed_is_replaced()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = 2 });
        var killed = server.Workers()[0];

        UnixProcess.Send(killed, Signal.Kill);

        await Eventually.TrueAsync(() => server.Workers().Count == 2 && !server.Workers().Contains(killed), "two workers again", TimeSpan.FromSeconds(3));
        var client = await ConnectAsync(server);
        Assert.Equal("a\r\n", await client.AskAsync("a"));
    }

    [Fact]
    public async Task Failing_starts_are_retried_with_growing_delays_until_one_works()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("broken-while", "broken") });
        var broken = Path.Combine(server.Folder, "broken");
        await File.WriteAllTextAsync(broken, "", TestContext.Current.CancellationToken);
        var begun = System.Diagnostics.Stopwatch.StartNew();

        UnixProcess.Send(Assert.Single(server.Workers()), Signal.Kill);
        // Each start writes one line here and another when it works; 100, 200, 400, 800 ms lie between five failures.
        await server.Log.WaitAsync(WorkerEvent.Started, 2 + 5);

        Assert.InRange(begun.Elapsed, TimeSpan.FromSeconds(0.7), TimeSpan.FromSeconds(8));
        File.Delete(broken);
        var client = await ConnectAsync(server);
        await client.SendAsync("a\r\n");
        Assert.Equal("a\r\n", await client.ReadLineAsync(TimeSpan.FromSeconds(15)));
        Assert.True(server.Output.Contains("broken for now"), "The failing worker's last words are in the log.");
    }

    [Fact]
    public async Task Worker_retires_after_max_jobs_and_no_event_fails()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(data: "pid"), Pool = "max_jobs: 5" });
        var client = await ConnectAsync(server);
        var pids = new HashSet<string>();

        for (var i = 0; i < 40; i++)
        {
            pids.Add(await client.AskAsync("x"));
        }

        Assert.InRange(pids.Count, 6, 10);
        Assert.All(server.Log.Read().Where(e => e.Uuid.Length > 0).GroupBy(e => e.Pid), events => Assert.InRange(events.Count(), 1, 6));
    }

    [Fact]
    public async Task Debug_pool_takes_a_fresh_worker_for_each_event()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(data: "pid"), Pool = "debug: true" });
        var client = await ConnectAsync(server);

        var first = await client.AskAsync("x");

        Assert.NotEqual(first, await client.AskAsync("x"));
    }

    [Fact]
    public async Task Reset_replaces_every_worker_and_no_event_fails()
    {
        var setup = new ServerSetup { Command = Php.Obey(), Workers = 2, Sections = "rpc: {listen: 'tcp://127.0.0.1:@rpc@'}" };
        var server = await StartAsync(setup);
        var before = server.Workers();
        using var done = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 4).Select(_ => AskUntilAsync(server, done.Token)).ToArray();

        var reset = await CommandRun.RunAsync(server.Folder, "reset", "-c", ".rr.yaml");

        Assert.Equal(0, reset.ExitCode);
        await done.CancelAsync();
        await Task.WhenAll(traffic);
        Assert.Equal(2, server.Workers().Count);
        Assert.Empty(server.Workers().Intersect(before));
    }

    private static async Task AskUntilAsync(ServerProcess server, CancellationToken done)
    {
        using var client = await server.ConnectAsync();
        do
        {
            Assert.Equal("a\r\n", await client.AskAsync("sleep=5;write=a"));
        }
        while (!done.IsCancellationRequested);
    }
}
