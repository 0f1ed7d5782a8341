using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.FunctionalTests.Rpc;

public sealed class RpcSendTests : ServerTest
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pushed_lines_never_stand_inside_an_answer()
    {
        const int count = 200;
        var answer = new string('a', 30_000);
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Main = "framing: split", Sections = RpcSetup.Sections });
        var client = await ConnectAsync(server);
        await client.AskAsync("hello");
        await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));
        var uuid = await UuidAsync(server);
        var pushing = Task.Run(async () =>
        {
            for (var i = 0; i < count; i++)
            {
                Assert.True(await rpc.Connections.SendAsync(uuid, Encoding.ASCII.GetBytes($"pushed {i}\r\n")));
            }
        });

        var asked = 0;
        var pushed = 0;
        await client.SendAsync(answer + "\r\n");
        while (pushed < count || asked < count)
        {
            var line = (await client.ReadLineAsync(_patience)).TrimEnd();
            if (line == answer)
            {
                asked++;
                if (asked < count)
                {
                    await client.SendAsync(answer + "\r\n");
                }
            }
            else
            {
                Assert.Equal($"pushed {pushed++}", line);
            }
        }

        await pushing;
    }

    [Fact]
    public async Task Send_with_close_delivers_the_bytes_and_then_closes()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Sections = RpcSetup.Sections });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=hello");
        await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));
        var uuid = await UuidAsync(server);

        Assert.True(await rpc.Connections.SendAsync(uuid, "bye\r\n"u8.ToArray(), close: true));
        Assert.Equal("bye\r\n", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "admin");
        Assert.False(await rpc.Connections.SendAsync(uuid, "more"u8.ToArray()));
    }

    [Fact]
    public async Task Client_that_does_not_read_is_sent_no_more_and_nobody_waits_for_it()
    {
        const int enough = 64;
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Sections = RpcSetup.Sections });
        var client = await ConnectAsync(server, receiveBuffer: 4096);
        await client.AskAsync("write=hello");
        await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));
        var uuid = await UuidAsync(server);
        var megabyte = new byte[1 << 20];

        var taken = 0;
        while (taken < enough && await rpc.Connections.SendAsync(uuid, megabyte).WaitAsync(Eventually.Deadline))
        {
            taken++;
        }

        Assert.InRange(taken, 1, enough - 1);
        Assert.Equal(taken << 20, (await client.ReadExactlyAsync(taken << 20, _patience)).Length);
        await Eventually.TrueAsync(async () => await rpc.Connections.SendAsync(uuid, "x"u8.ToArray()), () => "the client is sent bytes again");
    }

    private static async Task<string> UuidAsync(ServerProcess server)
    {
        var shown = await CommandRun.RunAsync(server.Folder, "connections", "-c", ".rr.yaml");
        return shown.Output.Split('\n')[2].Split(' ')[0];
    }
}
