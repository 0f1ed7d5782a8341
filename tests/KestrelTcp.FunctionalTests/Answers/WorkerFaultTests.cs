namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>A worker that dies, hangs or writes rubbish costs only the event that it was working on.</summary>
public sealed class WorkerFaultTests : ServerTest
{
    [Fact]
    public async Task Fault_costs_one_connection_and_the_worker_is_replaced()
    {
        var server = await StartAsync(Php.Obey());
        var other = await ConnectAsync(server);
        string[] faults =
        [
            "kill", "exit=0", "none", "raw=Warning: something is undefined", "badcrc=a", "half=a;exit=1", "huge", "optionless=a", "overlong",
        ];

        foreach (var fault in faults)
        {
            var client = await ConnectAsync(server);
            await client.AskAsync("write=before");
            await client.SendAsync(fault + "\r\n");
            await client.WaitGoneAsync(TimeSpan.FromSeconds(5));

            var note = $"after {fault.Split('=')[0]}";
            Assert.Equal($"{note}\r\n", await other.AskAsync($"write={note}"));
            var events = await server.Log.WaitClosedAsync(client, "error");
            Assert.Equal([WorkerEvent.Connected, WorkerEvent.Data, WorkerEvent.Data, WorkerEvent.Closed], events.Select(e => e.Event));
            Assert.NotEqual(events[2].Pid, events[3].Pid);
        }
    }

    [Fact]
    public async Task Death_in_connected_closes_and_sends_the_closed_event()
    {
        var server = await StartAsync(Php.Obey(connected: "exit=1"));
        var client = await ConnectAsync(server);

        await client.WaitGoneAsync();

        await server.Log.WaitClosedAsync(client, "error");
    }

    [Fact]
    public async Task Death_in_the_closed_event_sends_it_no_second_time()
    {
        var server = await StartAsync(Php.Obey(closed: "exit=1"));
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        client.Dispose();

        await server.Log.WaitClosedAsync(client, "client");
        await server.Log.WaitAsync(WorkerEvent.Started, 2);
        await SettleAsync(server);
        server.Log.AssertInvariants();
    }

    [Fact]
    public async Task Text_on_stdout_is_logged_with_the_advice_to_use_stderr()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("raw=PHP Warning: undefined variable\r\n");

        await client.WaitGoneAsync(TimeSpan.FromSeconds(2));
        await server.Output.WaitAsync("PHP Warning: undefined variable");
        await server.Output.WaitAsync("stderr");
    }

    [Fact]
    public async Task Last_words_of_a_dead_worker_are_logged()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("stderr=out of cheese;exit=42\r\n");

        await client.WaitGoneAsync();
        await server.Output.WaitAsync("out of cheese");
        await server.Output.WaitAsync("42");
    }

    [Fact]
    public async Task Killed_worker_under_load_costs_one_connection()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        var victim = await ConnectAsync(server);
        var others = Enumerable.Range(0, 40).Select(number => WriteManyAsync(server, number)).ToArray();
        await server.Log.WaitAsync(WorkerEvent.Data, 100);

        await victim.SendAsync("kill\r\n");

        await victim.WaitGoneAsync();
        await Task.WhenAll(others);
        await server.Log.WaitAllClosedAsync(41);
        Assert.Single(server.Log.Read(), e => e is { Event: WorkerEvent.Closed, Reason: "error" });
    }

    [Fact]
    public async Task Hanging_worker_is_killed_after_exec_ttl()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = "supervisor: {watch_tick: 200ms, exec_ttl: 500ms}" });
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        await other.AskAsync("write=a");

        await client.SendAsync("hang\r\n");

        await client.WaitGoneAsync(TimeSpan.FromSeconds(4));
        await server.Log.WaitClosedAsync(client, "error");
        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
    }

    [Fact]
    public async Task Worker_that_ends_itself_between_two_events_costs_nothing()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            using var client = await server.ConnectAsync();
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal($"{number}-{i}\r\n", await client.AskAsync($"write={number}-{i}" + (i % 2 == 1 ? ";leave" : "")));
            }
        }));

        await server.Log.WaitAllClosedAsync(10);
        Assert.All(server.Log.Read().Where(e => e.Event == WorkerEvent.Closed), e => Assert.Equal("client", e.Reason));
    }

    [Fact]
    public async Task Worker_that_ends_itself_after_each_answer_is_replaced_without_a_growing_delay()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        for (var i = 0; i < 8; i++)
        {
            Assert.Equal($"{i}\r\n", await client.AskAsync($"write={i};leave"));
        }

        // The delays of failing starts alone would add up to more than six seconds by then.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static async Task WriteManyAsync(ServerProcess server, int number)
    {
        using var client = await server.ConnectAsync();
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal($"{number}-{i}\r\n", await client.AskAsync($"write={number}-{i}"));
        }
    }
}
