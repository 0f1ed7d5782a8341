namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>tcp.max_connections over all servers, max_connections of each.</summary>
public sealed class MaxConnectionsTests : ServerTest
{
    [Fact]
    public async Task Connection_over_a_limit_is_refused_and_counted_until_a_place_is_free()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Tcp = "max_connections: 3",
            Servers = "second: {addr: '127.0.0.1:@second@', max_connections: 1}",
        });
        var first = await ConnectAsync(server);
        await first.AskAsync("write=a");
        var second = await ConnectAsync(server, "second");
        await second.AskAsync("write=a");

        // The second server is full, though there is a place over all.
        await RefusedAsync(server, "second", 1);
        var third = await ConnectAsync(server);
        await third.AskAsync("write=a");
        // Now all is full, though the first server has no limit of its own.
        await RefusedAsync(server, "main", 1);

        third.Dispose();
        await server.WaitMetricAsync(2, "rr_tcp_connections");
        var fourth = await ConnectAsync(server);
        Assert.Equal("b\r\n", await fourth.AskAsync("write=b"));
        second.Dispose();
        await server.WaitMetricAsync(0, "rr_tcp_connections", ("server", "second"));
        var fifth = await ConnectAsync(server, "second");
        Assert.Equal("b\r\n", await fifth.AskAsync("write=b"));
        Assert.Equal("c\r\n", await first.AskAsync("write=c"));
        await server.WaitMetricAsync(5, "rr_tcp_connections_total");
        Assert.Equal(5, server.Log.AssertInvariants().Count);
        Assert.True(server.Output.Contains("raise max_connections"));
    }

    private async Task RefusedAsync(ServerProcess server, string name, int times)
    {
        var refused = await ConnectAsync(server, name);
        await refused.WaitGoneAsync(TimeSpan.FromSeconds(2));
        await server.WaitMetricAsync(times, "rr_tcp_connections_rejected_total", ("server", name), ("reason", "max_connections"));
        Assert.Empty(server.Log.Of(refused));
    }
}
