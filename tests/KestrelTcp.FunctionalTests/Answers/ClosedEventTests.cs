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

    [Fact]
    public async Task Answer_gives_the_reason()
    {
        var (server, _) = await StartObeyAsync();
        (string Answer, string Reason)[] cases =
        [
            ("close", "worker"), ("writeclose=a", "worker"), ("context=nonsense", "worker"),
            ("error=a", "error"), ("none", "error"), ("kill", "error"), ("exit=0", "error"), ("exit=1", "error"), ("raw=text", "error"),
        ];

        foreach (var (answer, reason) in cases)
        {
            var client = await ConnectAsync(server);
            await client.SendAsync(answer + "\r\n");
            await client.WaitGoneAsync();
            var events = await server.Log.WaitClosedAsync(client);
            Assert.Equal((answer, reason), (answer, events[^1].Reason));
        }

        foreach (var group in cases.GroupBy(one => one.Reason))
        {
            await server.WaitMetricAsync(group.Count(), "rr_tcp_connections_closed_total", ("server", "main"), ("reason", group.Key));
        }
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

    [Fact]
    public async Task Any_answer_to_the_closed_event_leaves_the_worker_free()
    {
        string[] answers = ["none", "continue", "write=a", "error=a", "context=nonsense", "stop"];
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Servers = string.Join('\n', answers.Select((answer, i) =>
                $"s{i}: {{addr: '127.0.0.1:@s{i}@', pool: {{num_workers: 1, command: {ServerSetup.List(Php.Obey(closed: answer))}}}}}")),
        });

        for (var i = 0; i < answers.Length; i++)
        {
            for (var j = 0; j < 20; j++)
            {
                using var client = await server.ConnectAsync($"s{i}");
                Assert.Equal($"{answers[i]} {j}\r\n", await client.AskAsync($"write={answers[i]} {j}"));
            }
        }

        await server.Log.WaitAllClosedAsync(answers.Length * 20);
        Assert.Equal(1 + answers.Length, server.Log.Count(WorkerEvent.Started));
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
