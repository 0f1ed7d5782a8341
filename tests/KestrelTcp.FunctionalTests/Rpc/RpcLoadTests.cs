using KestrelTcp.Goridge;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.FunctionalTests.Rpc;

public sealed class RpcLoadTests : ServerTest
{
    [Fact]
    public async Task Many_clients_and_calls_each_get_their_own_answers_while_tcp_goes_on()
    {
        const int clients = 64;
        const int calls = 10_000 / clients;
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Workers = 2, Sections = RpcSetup.Sections });
        using var done = new CancellationTokenSource();
        var traffic = Task.Run(() => TrafficAsync(server, done.Token));

        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(async () =>
        {
            await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));
            var storage = rpc.KeyValue("sessions");
            await Task.WhenAll(Enumerable.Range(0, calls / 2).Select(async call =>
            {
                var key = $"{client}-{call}";
                await storage.SetAsync(key, Encoding.ASCII.GetBytes(key));
                Assert.Equal(key, Encoding.ASCII.GetString((await storage.GetAsync(key))!.Value.Span));
            }));
        })));

        await done.CancelAsync();
        Assert.True(await traffic > 0);
    }

    [Fact]
    public async Task Slow_call_does_not_hold_up_those_behind_it()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Sections = RpcSetup.Sections });
        await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));
        Assert.True(await rpc.Locks.LockAsync("mail", "first"));

        var second = rpc.Locks.LockAsync("mail", "second", wait: TimeSpan.FromSeconds(20));
        Assert.False(await rpc.Locks.ExistsAsync("mail", "second"));
        Assert.False(second.IsCompleted);
        Assert.True(await rpc.Locks.ReleaseAsync("mail", "first"));
        Assert.True(await second.WaitAsync(Eventually.Deadline));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0015\u0008\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009")]
    public async Task Client_that_speaks_something_else_is_disconnected_and_others_are_not(string text)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Sections = RpcSetup.Sections });
        await using var rpc = await RpcClient.ConnectAsync(RpcSetup.Address(server));
        var stranger = await ConnectAsync(server, "rpc");

        await stranger.SendAsync(text + "more than a header");
        await stranger.WaitGoneAsync();

        var version = await rpc.CallAsync("rpc.Version", FrameFlags.Raw, default);
        Assert.NotEqual(0, version.Length);
        Assert.True(server.Output.Contains("Does it speak Goridge RPC?"));
    }

    [Fact]
    public async Task Busy_address_is_told_before_anything_is_announced()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Sections = RpcSetup.Sections });
        var other = new ServerSetup { Command = Php.Echo, Sections = $"rpc: {{listen: 'tcp://127.0.0.1:{server.Port("rpc")}'}}" };

        var result = await CommandRun.ServeAsync(other);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"rpc.listen 127.0.0.1:{server.Port("rpc")}: address already in use. Cure: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("serves", result.Error, StringComparison.Ordinal);
    }

    private static async Task<int> TrafficAsync(ServerProcess server, CancellationToken done)
    {
        using var client = await server.ConnectAsync();
        var count = 0;
        while (!done.IsCancellationRequested)
        {
            Assert.Equal($"line {count}\r\n", await client.AskAsync($"line {count}"));
            count++;
        }

        return count;
    }
}
