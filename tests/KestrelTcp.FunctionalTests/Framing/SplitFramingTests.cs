namespace KestrelTcp.FunctionalTests.Framing;

/// <summary>One event per message, however the messages arrive.</summary>
public sealed class SplitFramingTests : ServerTest
{
    [Fact]
    public async Task Two_messages_in_one_packet_are_two_events()
    {
        var (server, client) = await StartSplitAsync(Php.Echo);

        await client.SendAsync("one\r\ntwo\r\n");
        await client.ReadUntilAsync("two\r\n");

        Assert.Equal(["one\r\n", "two\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Whole_message_goes_at_once_and_the_rest_when_it_is_whole()
    {
        var (server, client) = await StartSplitAsync(Php.Echo);

        await client.SendAsync("one\r\ntwo");
        Assert.Equal("one\r\n", await client.ReadLineAsync());
        await client.SendAsync("\r\n");

        Assert.Equal("two\r\n", await client.ReadLineAsync());
        Assert.Equal(["one\r\n", "two\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Delimiter_cut_in_two_packets_ends_one_message()
    {
        var (server, client) = await StartSplitAsync(Php.Echo);

        await client.SendAsync("abc\r");
        await SettleAsync(server);
        client.AssertSilent();
        await client.SendAsync("\ndef\r\n");

        Assert.Equal("abc\r\ndef\r\n", await client.ReadUntilAsync("def\r\n"));
        Assert.Equal(["abc\r\n", "def\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Messages_that_arrive_while_the_worker_is_busy_come_one_by_one()
    {
        var (server, client) = await StartSplitAsync(Php.Obey());

        await client.SendAsync("sleep=300;write=a\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        await client.SendAsync("write=b\r\nwrite=c\r\n");

        Assert.Equal("a\r\nb\r\nc\r\n", await client.ReadUntilAsync("c\r\n"));
        Assert.Equal(["sleep=300;write=a\r\n", "write=b\r\n", "write=c\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Thousand_messages_in_one_go_are_answered_in_order()
    {
        var (_, client) = await StartSplitAsync(Php.Echo, workers: 2);
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"message {i}\r\n"));

        await client.SendAsync(text);

        Assert.Equal(text, await client.ReadUntilAsync("message 999\r\n"));
    }

    [Fact]
    public async Task Rest_at_half_close_is_a_last_event()
    {
        var (server, client) = await StartSplitAsync(Php.Echo);

        await client.SendAsync("one\r\nrest");
        client.HalfClose();

        Assert.Equal("one\r\nrest", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(["one\r\n", "rest"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Empty_messages_are_events_too()
    {
        var (server, client) = await StartSplitAsync(Php.Echo);

        await client.SendAsync("\r\n\r\nx\r\n");

        Assert.Equal("\r\n\r\nx\r\n", await client.ReadUntilAsync("x\r\n"));
        Assert.Equal(["\r\n", "\r\n", "x\r\n"], server.Log.DataOf(client));
    }

    private async Task<(ServerProcess Server, RawClient Client)> StartSplitAsync(string[] command, int workers = 1)
    {
        var server = await StartAsync(new ServerSetup { Command = command, Workers = workers, Main = "framing: split" });
        return (server, await ConnectAsync(server));
    }
}
