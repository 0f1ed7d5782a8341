namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>Workers that answer one event with several frames, as the documents' own sample does.</summary>
public sealed class SeveralFramesTests : ServerTest
{
    [Fact]
    public async Task Continue_then_write_writes()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("continue;write=a"));
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
    }

    [Fact]
    public async Task Two_writes_are_written_in_order()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("write=a;write=b;sleep=50;write=c"));
        Assert.Equal("b\r\n", await client.ReadLineAsync());
        Assert.Equal("c\r\n", await client.ReadLineAsync());
        Assert.Equal("d\r\n", await client.AskAsync("write=d"));
    }

    [Fact]
    public async Task Writeclose_then_error_writes_closes_and_logs()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        await client.SendAsync("writeclose=sorry;error=what went wrong\r\n");

        Assert.Equal("sorry\r\n", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "worker");
        await server.Output.WaitAsync("what went wrong");
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
    }

    [Fact]
    public async Task Long_answer_to_a_slow_client_does_not_hold_its_worker()
    {
        const int frames = 64;
        const int size = 1_000_000;
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 1 });
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        await client.SendAsync(string.Concat(Enumerable.Repeat($"fill={size};", frames)) + "\r\n");

        // The only worker is free again though nobody reads what it has answered.
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
        for (var i = 0; i < frames; i++)
        {
            Assert.Equal(size + 2, (await client.ReadLineAsync()).Length);
        }

        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
    }

    [Fact]
    public async Task Answer_without_end_to_a_client_that_takes_nothing_ends_its_connection_only()
    {
        const int size = 8_000_000;
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 1 });
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        await client.SendAsync(string.Concat(Enumerable.Repeat($"fill={size};", 40)) + "\r\n");

        await server.Log.WaitClosedAsync(client, "client");
        await server.Output.WaitAsync("left 268435456 bytes untaken");
        Assert.InRange(server.MostMemory, 0, 600_000_000);
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
    }

    [Fact]
    public async Task Write_then_close_writes_and_closes()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("write=a;close\r\n");

        Assert.Equal("a\r\n", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "worker");
    }

    [Fact]
    public async Task Frames_after_a_closing_answer_are_strays()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        await client.SendAsync("close;write=too late;write=again\r\n");

        Assert.Equal("", await client.ReadToEndAsync());
        await server.WaitMetricAsync(2, "rr_tcp_worker_stray_frames_total");
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
    }

    [Fact]
    public async Task Frames_after_the_first_for_a_closed_event_are_strays()
    {
        var server = await StartAsync(Php.Obey(closed: "write=a;write=b;error=c"));
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        await client.AskAsync("write=hello");
        client.Dispose();

        await server.WaitMetricAsync(2, "rr_tcp_worker_stray_frames_total");
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
    }

    [Fact]
    public async Task Frame_after_the_pid_reaches_nobody()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        // Its CONNECTED is done with: behind the pid the worker has nothing that the frame could be taken for.
        Assert.Equal("x\r\n", await other.AskAsync("write=x"));
        Assert.Equal("a\r\n", await client.AskAsync("late=a secret;write=a"));
        await server.WaitMetricAsync(1, "rr_tcp_worker_stray_frames_total");

        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
        Assert.Equal("c\r\n", await client.AskAsync("write=c"));
    }

    [Fact]
    public async Task Documented_sample_works_as_its_author_meant()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Worker("sample.php"), Workers = 2 });
        for (var i = 0; i < 20; i++)
        {
            var client = await ConnectAsync(server);
            Assert.Equal("220 mailamie \r\n", await client.ReadLineAsync());
            var answer = await client.AskAsync($"hello {i}");
            Assert.Contains(client.LocalAddress, answer, StringComparison.Ordinal);
            Assert.Contains($"hello {i}\\r\\n", answer, StringComparison.Ordinal);
            await client.SendAsync(i % 2 == 0 ? "throw\r\n" : "denied\r\n");
            Assert.Equal(i % 2 == 0 ? "Something went wrong\r\n" : "Access denied", await client.ReadToEndAsync());
        }

        await server.Log.WaitAllClosedAsync(20);
        Assert.Equal(2, server.Log.Count(WorkerEvent.Started));
    }
}
