namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>A worker may hand its event back with {"stop":true}.</summary>
public sealed class StopAnswerTests : ServerTest
{
    [Fact]
    public async Task Event_that_was_handed_back_goes_to_another_worker()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        var client = await ConnectAsync(server);

        Assert.Equal("done\r\n", await client.AskAsync($"stoponce={server.Folder}/once"));
        Assert.Equal("a\r\n", await client.AskAsync("write=a"));

        var tries = server.Log.Of(client).Where(e => e.Event == WorkerEvent.Data).Take(2).ToArray();
        Assert.NotEqual(tries[0].Pid, tries[1].Pid);
        await Eventually.TrueAsync(() => server.Workers().Count == 2 && !server.Workers().Contains(tries[0].Pid), "the retired worker is replaced");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Event_that_everybody_hands_back_is_tried_no_more_often_than_there_are_workers(int workers)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = workers });
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);

        await client.SendAsync("stop\r\n");

        await client.WaitGoneAsync();
        var events = await server.Log.WaitClosedAsync(client);
        Assert.InRange(events.Count(e => e.Event == WorkerEvent.Data), 1, workers + 1);
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
    }

    [Fact]
    public async Task Worker_that_always_hands_back_does_not_hold_up_the_stop()
    {
        var server = await StartAsync(Php.Obey(connected: "stop"));
        var client = await ConnectAsync(server);
        await client.WaitGoneAsync();

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dispatch: sticky")]
    public async Task Event_that_everybody_hands_back_and_leaves_is_tried_no_more_often_either(string pool)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Pool = pool });
        var client = await ConnectAsync(server);

        await client.SendAsync("stop;leave\r\n");

        await client.WaitGoneAsync();
        var events = await server.Log.WaitClosedAsync(client, "error");
        Assert.InRange(events.Count(e => e.Event == WorkerEvent.Data), 2, 3);
        var other = await ConnectAsync(server);
        Assert.Equal("a\r\n", await other.AskAsync("write=a"));
    }

    [Theory]
    [InlineData("write=a;stop")]
    [InlineData("write=a;stop;leave")]
    public async Task Worker_that_answers_and_then_asks_to_be_stopped_has_answered(string actions)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync(actions));
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));

        var tries = server.Log.Of(client).Where(e => e.Event == WorkerEvent.Data).ToArray();
        Assert.Equal(2, tries.Length);
        await Eventually.TrueAsync(() => server.Workers().Count == 2 && !server.Workers().Contains(tries[0].Pid), "the worker is retired");
    }
}
