namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>Extra workers come while events wait for one, and go when they are needed no longer.</summary>
public sealed class DynamicAllocatorTests : ServerTest
{
    [Fact]
    public async Task Extra_workers_come_under_load_up_to_the_maximum_and_go_after_it()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Pool = "dynamic_allocator: {max_workers: 2, spawn_rate: 5, idle_timeout: 1s}",
        });
        Assert.Single(server.Workers());
        var most = 0;
        using var done = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 5).Select(number => AskUntilAsync(server, number, done.Token)).ToArray();

        await Eventually.TrueAsync(
            () =>
            {
                most = Math.Max(most, server.Workers().Count);
                return server.Log.Read().Where(e => e.Event == WorkerEvent.Data).Select(e => e.Pid).Distinct().Count() == 3;
            },
            "three workers share the load");
        await done.CancelAsync();
        await Task.WhenAll(traffic);

        Assert.InRange(most, 2, 3);
        await server.WaitMetricAsync(1, "rr_tcp_total_workers");
        await Eventually.TrueAsync(() => server.Workers().Count == 1, "the extra processes are gone");
        var client = await ConnectAsync(server);
        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
        client.Dispose();
        await server.Log.WaitAllClosedAsync(6);
    }

    private static async Task AskUntilAsync(ServerProcess server, int number, CancellationToken done)
    {
        using var client = await server.ConnectAsync();
        do
        {
            Assert.Equal($"{number}\r\n", await client.AskAsync($"sleep=100;write={number}"));
        }
        while (!done.IsCancellationRequested);
    }
}
