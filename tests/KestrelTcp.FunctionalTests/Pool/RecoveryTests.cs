using System.Diagnostics;
using System.Net;

namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>Workers that cannot be started for a while: the server waits for better times without spinning.</summary>
public sealed class RecoveryTests : ServerTest
{
    [Fact]
    public async Task Mended_script_is_served_without_a_restart()
    {
        using var script = new ChangingScript();
        script.Write("one");
        var server = await StartAsync(new ServerSetup { Command = script.Command, Workers = 2 });

        script.Break();
        foreach (var pid in server.Workers())
        {
            UnixProcess.Send(pid, Signal.Kill);
        }

        await WaitStatusAsync(server, "/ready", HttpStatusCode.ServiceUnavailable);
        await WaitStatusAsync(server, "/health", HttpStatusCode.ServiceUnavailable);
        // A connection of that time waits for a worker.
        var client = await ConnectAsync(server);
        var asked = client.AskAsync("env=SCRIPT");
        script.Write("two");
        Assert.Equal("SCRIPT=two\r\n", await asked);
        await WaitStatusAsync(server, "/ready", HttpStatusCode.OK);
        await WaitStatusAsync(server, "/health", HttpStatusCode.OK);
        await Eventually.TrueAsync(() => server.Workers().Count == 2, "two workers again");
        server.Log.AssertInvariants();
    }

    [Fact]
    public async Task Workers_that_come_up_and_die_again_and_again_are_started_with_growing_delays()
    {
        var clock = Stopwatch.StartNew();
        var server = Launch(new ServerSetup { Command = Php.Start("short-lived") });

        await server.Log.WaitAsync(WorkerEvent.Started, 5);

        // 100, 200, 400 and 800 ms less a fifth lie between five starts.
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1.2), TimeSpan.FromSeconds(9));
        Assert.True(server.Output.Contains("out of ideas"), "The worker's last words are in the log.");
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
        await server.WaitNoWorkerLeftAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Workers_that_fail_once_are_there_again_at_once(int workers)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("broken-while", "broken"), Workers = workers });
        await Task.Delay(1100);
        var broken = Path.Combine(server.Folder, "broken");
        await File.WriteAllTextAsync(broken, "");
        foreach (var pid in server.Workers())
        {
            UnixProcess.Send(pid, Signal.Kill);
        }

        // Two lines of each good start, then one of each that failed.
        await server.Log.WaitAsync(WorkerEvent.Started, 3 * workers);
        File.Delete(broken);
        var clock = Stopwatch.StartNew();

        await server.WaitMetricAsync(workers, "rr_tcp_total_workers");

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
    }

    /// <summary>Workers that were hardly used when something outside killed them all at once have not failed to start.</summary>
    [Fact]
    public async Task Young_workers_that_are_killed_together_are_replaced_at_once()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = 8 });
        foreach (var pid in server.Workers())
        {
            UnixProcess.Send(pid, Signal.Kill);
        }

        var clock = Stopwatch.StartNew();
        await server.Log.WaitAsync(WorkerEvent.Started, 16);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
    }

    private static Task WaitStatusAsync(ServerProcess server, string path, HttpStatusCode status) =>
        Eventually.TrueAsync(async () => (await server.GetAsync(path)).Status == status, () => $"{path} answers {status}", TimeSpan.FromSeconds(15));
}
