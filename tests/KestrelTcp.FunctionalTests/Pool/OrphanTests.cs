namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>No worker outlives a server that was killed.</summary>
public sealed class OrphanTests : ServerTest
{
    [Fact]
    public async Task Idle_workers_end_with_a_killed_server()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = 3 });

        await server.StopAsync(Signal.Kill);

        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Hanging_worker_ends_with_a_killed_server()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        await client.SendAsync("hang\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        await server.StopAsync(Signal.Kill);

        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Worker_that_reads_nothing_and_ignores_signals_ends_with_a_killed_server()
    {
        var server = await StartAsync(Php.Start("deaf"));

        await server.StopAsync(Signal.Kill);

        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task Worker_that_has_not_come_up_yet_ends_with_a_killed_server()
    {
        var server = Launch(new ServerSetup { Command = Php.Start("mute") });
        await server.Log.WaitAsync(WorkerEvent.Started, 1);

        await server.StopAsync(Signal.Kill);

        await server.WaitNoWorkerLeftAsync();
    }
}
