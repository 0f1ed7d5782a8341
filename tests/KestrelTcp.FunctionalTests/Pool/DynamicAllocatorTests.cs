using KestrelTcp.FunctionalTests.Rpc;
using KestrelTcp.Goridge;
using KestrelTcp.Worker.Rpc;

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

    [Fact]
    public async Task Worker_that_an_operator_removes_does_not_cost_the_last_one_when_the_extra_ones_go()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Pool = "dynamic_allocator: {max_workers: 2, spawn_rate: 5, idle_timeout: 1s}\nprefetch: 0",
            Sections = RpcSetup.Sections,
        });
        using var done = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 5).Select(number => AskUntilAsync(server, number, done.Token)).ToArray();
        await Eventually.TrueAsync(() => server.Workers().Count == 3, "extra workers");
        await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));

        await rpc.CallAsync("informer.RemoveWorker", FrameFlags.Json, "\"tcp\""u8.ToArray());
        await done.CancelAsync();
        await Task.WhenAll(traffic);

        await server.Output.WaitAsync("0 extra workers");
        await Eventually.TrueAsync(() => server.Workers().Count == 1, "one is left");
        await Task.Delay(300);
        Assert.Single(server.Workers());
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
