namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>fence: whether pid requests keep answers matched to events.</summary>
public sealed class FenceTests : ServerTest
{
    [Fact]
    public async Task Two_answers_to_one_event_are_both_written_with_a_fence()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "fence: on" });
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("write=a;write=b"));

        Assert.Equal("b\r\n", await client.ReadLineAsync());
        Assert.Equal("c\r\n", await client.AskAsync("write=c"));
        await server.WaitMetricAsync(0, "rr_tcp_worker_stray_frames_total");
        Assert.True(server.Output.Contains("fenced"));
    }

    [Fact]
    public async Task Second_answer_without_a_fence_reaches_nobody()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Pool = "fence: off" });
        var twice = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        await other.AskAsync("write=a");

        Assert.Equal("b\r\n", await twice.AskAsync("write=b;sleep=200;write=stray"));

        await server.WaitMetricAsync(1, "rr_tcp_worker_stray_frames_total");
        Assert.Equal("c\r\n", await other.AskAsync("write=c"));
        Assert.Equal("d\r\n", await twice.AskAsync("write=d"));
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "unread_output"));
    }

    [Fact]
    public async Task Second_answer_that_came_with_the_first_reaches_nobody_without_a_fence()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "fence: off" });
        var busy = await ConnectAsync(server);
        var twice = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        await other.AskAsync("write=a");
        await busy.SendAsync("sleep=500;write=b\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 2);
        await twice.SendAsync("twoatonce=c\r\n");
        await server.WaitMetricAsync(1, "rr_tcp_queue_size");

        // It waits behind: the worker is given it as soon as the event before it is answered.
        Assert.Equal("d\r\n", await other.AskAsync("write=d"));

        Assert.Equal("c\r\n", await twice.ReadLineAsync());
        Assert.Equal("e\r\n", await twice.AskAsync("write=e"));
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "unread_output"));
    }

    [Fact]
    public async Task Worker_without_a_second_pid_answer_is_used_without_a_fence()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("one-pid"), Workers = 2 });
        Assert.True(server.Output.Contains("unfenced"));

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            using var client = await server.ConnectAsync();
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal($"{number}-{i}\r\n", await client.AskAsync($"{number}-{i}"));
            }
        }));

        await server.WaitMetricAsync(6, "rr_tcp_connections_closed_total", ("reason", "client"));
        await server.WaitMetricAsync(0, "rr_tcp_worker_restarts_total");
    }

    [Fact]
    public async Task Worker_without_a_second_pid_answer_is_refused_when_the_fence_is_on()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Start("one-pid"), Pool = "fence: on" });

        result.AssertMistake("start.php", "pool.fence");
    }
}
