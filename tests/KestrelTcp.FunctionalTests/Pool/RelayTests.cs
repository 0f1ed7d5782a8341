namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>Frames over sockets in place of pipes.</summary>
public sealed class RelayTests : ServerTest
{
    [Theory]
    [InlineData("tcp://127.0.0.1:@relay@")]
    [InlineData("unix://@folder@/relay.sock")]
    public async Task Workers_are_served_over_a_socket(string relay)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Server = $"relay: \"{relay}\"" });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async number =>
        {
            using var client = await server.ConnectAsync();
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal($"{number}-{i}\r\n", await client.AskAsync($"write={number}-{i}"));
            }
        }));
        await server.Log.WaitAllClosedAsync(10);
        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
    }

    [Fact]
    public async Task Large_messages_pass_over_a_socket()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Server = "relay: \"tcp://127.0.0.1:@relay@\"" });
        var client = await ConnectAsync(server);
        var message = new string('m', 2 << 20);

        var sending = client.SendAsync(message + "\r\n");
        var answer = await client.ReadLineAsync();
        await sending;

        Assert.Equal(message.Length + 2, answer.Length);
    }

    [Fact]
    public async Task Killed_worker_is_replaced_over_a_socket()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Server = "relay: \"tcp://127.0.0.1:@relay@\"" });
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        await other.AskAsync("write=a");

        await client.SendAsync("kill\r\n");

        await client.WaitGoneAsync();
        await server.Log.WaitClosedAsync(client, "error");
        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
    }
}
