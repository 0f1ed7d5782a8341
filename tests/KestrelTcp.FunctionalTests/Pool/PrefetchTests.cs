namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>Events that are written to a worker ahead of its answers.</summary>
public sealed class PrefetchTests : ServerTest
{
    [Theory]
    [InlineData("prefetch: 0", 6)]
    [InlineData("prefetch: 4", 2)]
    public async Task Busy_worker_is_given_so_many_ahead_and_all_are_served_in_their_order(string prefetch, int queued)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = prefetch });
        var busy = await ConnectAsync(server);
        await busy.SendAsync("sleep=1500;write=a\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        var waiting = new List<RawClient>();
        for (var i = 1; i <= 6; i++)
        {
            waiting.Add(await ConnectAsync(server));
            await server.WaitMetricAsync(i + 1, "rr_tcp_connections");
        }

        await server.WaitMetricAsync(queued, "rr_tcp_queue_size");

        await busy.ReadLineAsync();
        await server.Log.WaitAsync(WorkerEvent.Connected, 7);
        Assert.Equal(waiting.Select(client => client.LocalAddress), server.Log.Read().Where(e => e.Event == WorkerEvent.Connected).Skip(1).Select(e => e.RemoteAddr));
    }

    [Theory]
    [InlineData("prefetch: 0", 1)]
    [InlineData("prefetch: 4", 2)]
    [InlineData("prefetch: 16", 1)]
    [InlineData("fence: off", 2)]
    [InlineData("fence: on", 2)]
    public async Task Answers_reach_who_asked_under_load(string keys, int workers)
    {
        const int clients = 12;
        const int questions = 25;
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = workers, Pool = keys, Logs = "level: info" });

        await Task.WhenAll(Enumerable.Range(0, clients).Select(async number =>
        {
            using var client = await server.ConnectAsync();
            for (var i = 0; i < questions; i++)
            {
                Assert.Equal($"{number}-{i}\r\n", await client.AskAsync($"write={number}-{i}"));
            }
        }));

        await server.Log.WaitAllClosedAsync(clients);
        Assert.Equal(clients * questions, server.Log.Count(WorkerEvent.Data));
        await server.WaitMetricAsync(0, "rr_tcp_worker_stray_frames_total");
        await server.WaitMetricAsync(0, "rr_tcp_worker_restarts_total");
    }

    [Fact]
    public async Task Events_behind_the_one_that_killed_the_worker_go_to_another()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "prefetch: 8" });
        var killer = await ConnectAsync(server);
        var others = new List<RawClient>();
        for (var i = 0; i < 6; i++)
        {
            others.Add(await ConnectAsync(server));
            await others[i].AskAsync("write=a");
        }

        await killer.SendAsync("sleep=500;kill\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 7);
        var answers = others.Select((client, number) => client.AskAsync($"write={number}")).ToArray();

        await killer.WaitGoneAsync();
        Assert.Equal(Enumerable.Range(0, 6).Select(number => $"{number}\r\n"), await Task.WhenAll(answers));
        await server.Log.WaitClosedAsync(killer, "error");
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "died"));
    }
}
