using System.Globalization;

namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>debug: a fresh worker for each event, so that a changed script is used at once.</summary>
public sealed class DebugPoolTests : ServerTest
{
    [Fact]
    public async Task Each_event_has_a_worker_of_its_own_that_ends_after_it()
    {
        var server = await ServeAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        var client = await ConnectAsync(server);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"{i}\r\n", await client.AskAsync($"write={i}"));
        }

        client.Dispose();
        var events = await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(5, events.Select(e => e.Pid).Distinct().Count());
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Changed_script_is_used_for_the_next_event()
    {
        using var script = new ChangingScript();
        script.Write("one");
        var server = await ServeAsync(new ServerSetup { Command = script.Command });
        var client = await ConnectAsync(server);
        Assert.Equal("SCRIPT=one\r\n", await client.AskAsync("env=SCRIPT"));

        script.Write("two");

        Assert.Equal("SCRIPT=two\r\n", await client.AskAsync("env=SCRIPT"));
        // Its closed event needs the script once more.
        client.Dispose();
        await server.Log.WaitClosedAsync(client);
    }

    [Fact]
    public async Task No_more_workers_than_num_workers_run_at_a_time()
    {
        var server = await ServeAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        await server.WaitNoWorkerLeftAsync();
        var most = 0;
        var traffic = Task.WhenAll(Enumerable.Range(0, 5).Select(async number =>
        {
            using var client = await server.ConnectAsync();
            Assert.Equal($"{number}\r\n", await client.AskAsync(string.Create(CultureInfo.InvariantCulture, $"sleep=50;write={number}")));
        }));

        await Eventually.TrueAsync(
            () =>
            {
                most = Math.Max(most, server.Workers().Count);
                return traffic.IsCompleted;
            },
            "all are served");
        await traffic;

        Assert.InRange(most, 1, 2);
        await server.Log.WaitAllClosedAsync(5);
    }

    /// <summary>Such a server has no worker while no event is there, so that it is asked for its listener.</summary>
    private async Task<ServerProcess> ServeAsync(ServerSetup setup)
    {
        var server = Launch(setup with { Pool = "debug: true" });
        await server.Output.WaitAsync("serves main on", TimeSpan.FromSeconds(20));
        return server;
    }
}
