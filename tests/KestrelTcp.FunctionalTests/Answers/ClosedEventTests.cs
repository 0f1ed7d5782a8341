namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>Exactly one closed event, last, with its reason, whatever ended the connection.</summary>
public sealed class ClosedEventTests : ServerTest
{
    [Fact]
    public async Task Client_that_closes_is_the_reason()
    {
        var (server, client) = await StartObeyAsync();

        client.Dispose();

        await server.Log.WaitClosedAsync(client, "client");
    }

    [Fact]
    public async Task Client_that_half_closes_is_the_reason_and_gets_our_end_at_once()
    {
        var (server, client) = await StartObeyAsync();

        client.HalfClose();

        Assert.Equal("", await client.ReadToEndAsync(TimeSpan.FromSeconds(2)));
        await server.Log.WaitClosedAsync(client, "client");
    }

    [Fact]
    public async Task Client_that_resets_is_the_reason()
    {
        var (server, client) = await StartObeyAsync();

        client.Reset();

        await server.Log.WaitClosedAsync(client, "client");
    }

    [Fact]
    public async Task Client_that_resets_within_its_event_is_the_reason()
    {
        var (server, client) = await StartObeyAsync();

        await client.SendAsync("sleep=300;write=nobody is there\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 2);
        client.Reset();

        var events = await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(4, events.Count);
    }

    [Theory]
    [InlineData("close", "worker")]
    [InlineData("writeclose=a", "worker")]
    [InlineData("context=nonsense", "worker")]
    [InlineData("error=a", "error")]
    [InlineData("none", "error")]
    [InlineData("kill", "error")]
    [InlineData("exit=0", "error")]
    [InlineData("exit=1", "error")]
    [InlineData("raw=text", "error")]
    public async Task Answer_gives_the_reason(string answer, string reason)
    {
        var (server, client) = await StartObeyAsync();

        await client.SendAsync(answer + "\r\n");

        await client.WaitGoneAsync();
        await server.Log.WaitClosedAsync(client, reason);
        await server.WaitMetricAsync(1, "rr_tcp_connections_closed_total", ("server", "main"), ("reason", reason));
    }

    [Theory]
    [InlineData("idle_timeout: 300ms")]
    [InlineData("first_message_timeout: 300ms")]
    public async Task Client_that_says_nothing_for_too_long_is_closed(string setting)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = setting });
        var client = await ConnectAsync(server);

        await client.WaitGoneAsync(TimeSpan.FromSeconds(5));

        await server.Log.WaitClosedAsync(client, "timeout");
    }

    [Fact]
    public async Task Event_in_flight_is_not_idleness()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = "idle_timeout: 400ms" });
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("sleep=1200;write=a"));
    }

    [Fact]
    public async Task Client_that_takes_no_bytes_is_closed_after_the_write_timeout()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = "write_timeout: 500ms" });
        var client = await ConnectAsync(server, receiveBuffer: 4096);

        await client.SendAsync("fill=30000000\r\n");

        await server.Log.WaitClosedAsync(client, "timeout");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("continue")]
    [InlineData("write=a")]
    [InlineData("error=a")]
    [InlineData("context=nonsense")]
    public async Task Any_answer_to_the_closed_event_leaves_the_worker_free(string answer)
    {
        var server = await StartAsync(Php.Obey(closed: answer));
        for (var i = 0; i < 20; i++)
        {
            using var client = await server.ConnectAsync();
            Assert.Equal($"{i}\r\n", await client.AskAsync($"write={i}"));
        }

        await server.Log.WaitAllClosedAsync(20);
        Assert.Equal(1, server.Log.Count(WorkerEvent.Started));
    }

    [Fact]
    public async Task Thousand_closed_events_without_an_answer_leave_the_worker_free()
    {
        var server = await StartAsync(Php.Obey(closed: "none"));
        for (var i = 0; i < 1000; i++)
        {
            using var client = await server.ConnectAsync();
            Assert.Equal("a\r\n", await client.AskAsync("write=a"));
        }

        await server.Log.WaitAllClosedAsync(1000);
        Assert.Equal(1, server.Log.Count(WorkerEvent.Started));
    }

    [Fact]
    public async Task No_socket_stays_open_after_its_connection()
    {
        var (server, first) = await StartObeyAsync();
        var before = UnixProcess.OpenDescriptors(server.Pid);
        for (var i = 0; i < 200; i++)
        {
            using var client = await server.ConnectAsync();
            await client.AskAsync("write=a");
        }

        await server.Log.WaitAsync(WorkerEvent.Closed, 200);

        await Eventually.TrueAsync(() => UnixProcess.OpenDescriptors(server.Pid) <= before + 5, "the sockets of 200 ended connections are closed");
        Assert.Equal("a\r\n", await first.AskAsync("write=a"));
    }

    private async Task<(ServerProcess Server, RawClient Client)> StartObeyAsync()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=settled");
        return (server, client);
    }
}
