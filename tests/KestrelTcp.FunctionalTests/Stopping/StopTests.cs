using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.FunctionalTests.Stopping;

/// <summary>A stop signal: what is under way finishes, everybody is told, and the end is soon.</summary>
public sealed class StopTests : ServerTest
{
    [Theory]
    [InlineData(nameof(Signal.Term))]
    [InlineData(nameof(Signal.Int))]
    [InlineData(nameof(Signal.Quit))]
    public async Task Idle_server_ends_within_a_second(string signal)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = 2 });

        var stop = await server.StopAsync(Enum.Parse<Signal>(signal));

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(2, server.Log.Count(WorkerEvent.Stopped));
        Assert.DoesNotContain("   at ", server.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_connections_get_their_closed_event_and_an_end()
    {
        var server = await StartAsync(Php.Obey());
        var clients = new List<RawClient>();
        for (var i = 0; i < 20; i++)
        {
            var client = await ConnectAsync(server);
            await client.AskAsync("write=a");
            clients.Add(client);
        }

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        Assert.All(await Task.WhenAll(clients.Select(client => client.ReadToEndAsync())), rest => Assert.Equal("", rest));
        await server.Log.WaitAllClosedAsync(20);
        Assert.All(server.Log.Read().Where(e => e.Event == WorkerEvent.Closed), e => Assert.Equal("shutdown", e.Reason));
    }

    [Fact]
    public async Task Event_in_flight_finishes_and_is_answered()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        await client.SendAsync("sleep=800;write=done\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        var stopping = server.StopAsync();

        Assert.Equal("done\r\n", await client.ReadToEndAsync());
        Assert.Equal(0, (await stopping).ExitCode);
        await server.Log.WaitClosedAsync(client, "shutdown");
    }

    [Fact]
    public async Task Whole_messages_already_received_are_answered_and_a_rest_is_dropped()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = "framing: split" });
        var client = await ConnectAsync(server);
        await client.SendAsync("sleep=600;write=a\r\nwrite=b\r\nwrite=c");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        var stopping = server.StopAsync();

        Assert.Equal("a\r\nb\r\n", await client.ReadToEndAsync());
        Assert.Equal(0, (await stopping).ExitCode);
        await server.Log.WaitClosedAsync(client, "shutdown");
    }

    [Fact]
    public async Task While_draining_nobody_new_is_accepted_and_ready_says_no()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        await client.SendAsync("sleep=1500;write=done\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        var stopping = server.StopAsync();

        await Eventually.TrueAsync(
            async () => (await server.GetAsync("/ready")).Status == HttpStatusCode.ServiceUnavailable,
            () => "/ready answers 503",
            TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => IsRefusedAsync(server), () => "the listener is closed", TimeSpan.FromSeconds(1));
        client.AssertSilent();
        Assert.Equal("done\r\n", await client.ReadToEndAsync());
        Assert.Equal(0, (await stopping).ExitCode);
    }

    [Fact]
    public async Task Hanging_worker_is_killed_when_the_grace_period_is_over()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Grace = "1s" });
        var client = await ConnectAsync(server);
        await client.SendAsync("hang\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        var stop = await server.StopAsync();

        Assert.Equal(1, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3));
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Second_signal_ends_at_once()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Grace = "30s" });
        var client = await ConnectAsync(server);
        await client.SendAsync("hang\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        server.Send(Signal.Term);
        await Eventually.TrueAsync(() => IsRefusedAsync(server), () => "the listener is closed");
        Assert.False(server.HasExited);

        var stop = await server.StopAsync();

        Assert.Equal(1, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Stop_during_start_up_ends_it()
    {
        var server = Launch(new ServerSetup { Command = Php.Start("mute"), Pool = "allocate_timeout: 60s" });
        await server.Log.WaitAsync(WorkerEvent.Started, 1);

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Worker_that_ignores_its_stop_frame_is_killed_after_destroy_timeout()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("ignores-stop"), Pool = "destroy_timeout: 500ms", Grace = "20s" });

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Worker_that_reads_nothing_does_not_hold_up_the_stop()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("deaf"), Pool = "destroy_timeout: 500ms", Grace = "20s" });

        var stop = await server.StopAsync();

        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Closed_events_that_nobody_answers_do_not_hold_up_the_stop()
    {
        var server = await StartAsync(Php.Obey(closed: "none"));
        for (var i = 0; i < 10; i++)
        {
            await (await ConnectAsync(server)).AskAsync("write=a");
        }

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        await server.Log.WaitAllClosedAsync(10);
    }

    [Fact]
    public async Task Stop_verb_ends_the_server_of_its_pid_file()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo }, "-p");
        var clock = Stopwatch.StartNew();

        var result = await CommandRun.RunAsync(server.Folder, "stop");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(0, (await server.WaitExitAsync(clock)).ExitCode);
    }

    private static async Task<bool> IsRefusedAsync(ServerProcess server)
    {
        try
        {
            using var client = await server.ConnectAsync();
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
    }
}
