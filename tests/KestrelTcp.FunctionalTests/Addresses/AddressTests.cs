using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.FunctionalTests.Addresses;

/// <summary>The spellings of an address, and several servers at once.</summary>
public sealed class AddressTests : ServerTest
{
    [Theory]
    [InlineData("127.0.0.1:@main@")]
    [InlineData("tcp://127.0.0.1:@main@")]
    public async Task Address_with_and_without_scheme_is_listened_on(string address)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Address = address });
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("a"));
    }

    [Theory]
    [InlineData("tcp://localhost:@main@")]
    [InlineData("localhost:@main@")]
    [InlineData(":@main@")]
    [InlineData("tcp://:@main@")]
    public async Task Name_and_empty_host_are_reached_over_both_families(string address)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "this machine has no IPv6");
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Address = address });
        var four = await ConnectAsync(server);
        var six = Keep(await RawClient.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, server.Port("main"))));

        Assert.StartsWith("127.0.0.1:", await four.AskAsync("addr"), StringComparison.Ordinal);
        Assert.StartsWith("[::1]:", await six.AskAsync("addr"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unix_socket_is_served_and_its_peer_is_an_at_sign()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Address = "unix://@folder@/main.sock" });
        var client = Keep(await RawClient.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(server.Folder, "main.sock"))));

        Assert.Equal("@\r\n", await client.AskAsync("addr"));
    }

    [Fact]
    public async Task Unix_socket_gets_its_mode_and_is_removed_at_the_end()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Echo,
            Address = "unix://@folder@/main.sock",
            Main = "unix_socket: {mode: 0660}",
        });
        var path = Path.Combine(server.Folder, "main.sock");

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(path));
        await server.StopAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Socket_file_that_a_killed_server_left_is_replaced()
    {
        using var folder = new TemporaryFolder();
        var setup = new ServerSetup { Command = Php.Obey(), Address = $"unix://{folder.Path}/main.sock" };
        var killed = await StartAsync(setup);
        await killed.StopAsync(Signal.Kill);
        Assert.True(File.Exists($"{folder.Path}/main.sock"));

        await StartAsync(setup);
        var client = Keep(await RawClient.ConnectAsync(new UnixDomainSocketEndPoint($"{folder.Path}/main.sock")));

        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
    }

    [Fact]
    public async Task Three_servers_are_served_at_once()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Workers = 2,
            Servers =
                """
                second: {addr: "127.0.0.1:@second@", delimiter: "\n"}
                third: {addr: "tcp://127.0.0.1:@third@", framing: split}
                """,
        });

        foreach (var name in new[] { "main", "second", "third" })
        {
            var client = await ConnectAsync(server, name);
            Assert.Contains($"\"server\":\"{name}\"", await client.AskAsync("json"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Port_that_another_server_has_is_an_error()
    {
        var server = await StartAsync(Php.Echo);

        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Echo, Address = $"127.0.0.1:{server.Port("main")}" });

        result.AssertMistake($"127.0.0.1:{server.Port("main")}", "in use");
        var client = await ConnectAsync(server);
        Assert.Equal("a\r\n", await client.AskAsync("a"));
    }

    [Fact]
    public async Task Reuse_port_lets_two_servers_share_one()
    {
        var setup = new ServerSetup { Command = Php.Echo, Main = "reuse_port: true" };
        var first = await StartAsync(setup);
        await StartAsync(setup with { Address = $"127.0.0.1:{first.Port("main")}" });

        var client = await ConnectAsync(first);

        Assert.Equal("a\r\n", await client.AskAsync("a"));
    }

    [Fact]
    public async Task Two_entries_with_one_address_are_an_error()
    {
        var port = FreePort.Next();

        var result = await CommandRun.ServeAsync(new ServerSetup
        {
            Command = Php.Echo,
            Address = $"127.0.0.1:{port}",
            Servers = $"second: {{addr: '127.0.0.1:{port}'}}",
        });

        result.AssertMistake($"127.0.0.1:{port}");
    }
}
