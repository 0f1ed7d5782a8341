using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.FunctionalTests.Edge;

/// <summary>Access lists and the limits of each address.</summary>
public sealed class AddressLimitTests : ServerTest
{
    [Fact]
    public async Task Limit_of_an_address_is_its_own_and_free_again_after_a_close()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Address = ":@main@", Main = "max_connections_per_ip: 2" });
        var first = await ConnectAsync(server);
        await first.AskAsync("write=a");
        var second = await ConnectAsync(server);
        await second.AskAsync("write=a");

        var third = await ConnectAsync(server);
        Assert.Equal("", await third.ReadToEndAsync());
        var other = await FromAsync(server, "127.0.0.2");
        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
        await server.WaitMetricAsync(1, "rr_tcp_connections_rejected_total", ("reason", "max_connections_per_ip"));
        Assert.True(server.Output.Contains("raise max_connections_per_ip"));

        first.Reset();
        await server.WaitMetricAsync(2, "rr_tcp_connections");
        Assert.Equal("c\r\n", await (await ConnectAsync(server)).AskAsync("write=c"));
        await server.WaitMetricAsync(4, "rr_tcp_connections_total");
    }

    [Fact]
    public async Task Rate_of_an_address_is_its_own_and_comes_back()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = "connection_rate_per_ip: {permits: 2, window: 10s}" });
        await (await ConnectAsync(server)).AskAsync("write=a");
        await (await ConnectAsync(server)).AskAsync("write=a");

        Assert.Equal("", await (await ConnectAsync(server)).ReadToEndAsync());
        await server.WaitMetricAsync(1, "rr_tcp_connections_rejected_total", ("reason", "connection_rate_per_ip"));
        Assert.Equal("b\r\n", await (await FromAsync(server, "127.0.0.2")).AskAsync("write=b"));

        await Eventually.TrueAsync(
            async () =>
            {
                var client = await ConnectAsync(server);
                try
                {
                    return await client.AskAsync("write=c") == "c\r\n";
                }
                catch (Exception e) when (e is SocketException or Xunit.Sdk.XunitException)
                {
                    return false;
                }
            },
            () => "a permit comes back");
    }

    [Fact]
    public async Task Deny_wins_over_allow_and_allow_admits_nobody_else()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Address = ":@main@", Main = "allow: [127.0.0.0/30]\ndeny: [127.0.0.2]" });

        Assert.Equal("a\r\n", await (await ConnectAsync(server)).AskAsync("write=a"));
        Assert.Equal("", await (await FromAsync(server, "127.0.0.2")).ReadToEndAsync());
        Assert.Equal("", await (await FromAsync(server, "127.0.0.4")).ReadToEndAsync());

        await server.WaitMetricAsync(1, "rr_tcp_connections_rejected_total", ("reason", "deny"));
        await server.WaitMetricAsync(1, "rr_tcp_connections_rejected_total", ("reason", "allow"));
        await server.WaitMetricAsync(1, "rr_tcp_connections_total");
        Assert.Single(server.Log.AssertInvariants());
    }

    private async Task<RawClient> FromAsync(ServerProcess server, string address) =>
        Keep(await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port("main")), from: IPAddress.Parse(address)));
}
