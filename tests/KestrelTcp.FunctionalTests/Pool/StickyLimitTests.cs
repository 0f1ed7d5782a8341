namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>dispatch: sticky, when a worker has more than it can take.</summary>
public sealed class StickyLimitTests : ServerTest
{
    [Theory]
    [InlineData("max_queue_size: 1")]
    [InlineData("allocate_timeout: 600ms")]
    public async Task Connection_that_was_refused_does_not_keep_its_worker(string limit)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Pool = $"dispatch: sticky\nprefetch: 0\n{limit}" });
        var before = server.Workers();
        var busy = await ConnectAsync(server);
        await busy.SendAsync("sleep=1500;write=a\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        var waiting = await ConnectAsync(server);
        await server.WaitMetricAsync(1, "rr_tcp_queue_size");
        var refused = await ConnectAsync(server);
        await refused.WaitGoneAsync();
        await busy.ReadLineAsync();
        Assert.Empty(server.Log.Of(refused));
        busy.Dispose();
        waiting.Dispose();

        server.Send(Signal.Hup);

        await Eventually.TrueAsync(() => server.Workers().Count == 1 && !server.Workers().Intersect(before).Any(), "the old worker goes: nobody needs it");
    }
}
