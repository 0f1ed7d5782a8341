namespace KestrelTcp.FunctionalTests.Framing;

/// <summary>One event carries everything received so far, when that ends with the delimiter.</summary>
public sealed class BatchFramingTests : ServerTest
{
    [Fact]
    public async Task Two_messages_in_one_packet_are_one_event()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        await client.SendAsync("one\r\ntwo\r\n");
        await client.ReadUntilAsync("two\r\n");

        Assert.Equal(["one\r\ntwo\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Delimiter_cut_in_two_packets_ends_one_message()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        await client.SendAsync("abc\r");
        await SettleAsync(server);
        client.AssertSilent();
        await client.SendAsync("\n");

        Assert.Equal("abc\r\n", await client.ReadLineAsync());
        Assert.Equal(["abc\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Single_bytes_make_one_message()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        foreach (var letter in "hello\r\n")
        {
            await client.SendAsync(letter.ToString());
            await SettleAsync(server);
        }

        Assert.Equal("hello\r\n", await client.ReadLineAsync());
        Assert.Equal(["hello\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Message_without_its_end_waits_and_takes_the_one_before_with_it()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        await client.SendAsync("one\r\ntwo");
        await SettleAsync(server);
        Assert.Empty(server.Log.DataOf(client));
        await client.SendAsync("\r\n");

        Assert.Equal("one\r\ntwo\r\n", await client.ReadUntilAsync("two\r\n"));
        Assert.Equal(["one\r\ntwo\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Messages_that_arrive_while_the_worker_is_busy_come_together()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("sleep=400;write=a\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        await client.SendAsync("write=b\r\n");
        await client.SendAsync("write=c\r\n");

        Assert.Equal("a\r\nb\r\nc\r\n", await client.ReadUntilAsync("c\r\n"));
        Assert.Equal(["sleep=400;write=a\r\n", "write=b\r\nwrite=c\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Rest_at_half_close_is_a_last_event_and_its_answer_arrives_before_the_end()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        await client.SendAsync("rest");
        client.HalfClose();

        Assert.Equal("rest", await client.ReadToEndAsync());
        var events = await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal([WorkerEvent.Connected, WorkerEvent.Data, WorkerEvent.Closed], events.Select(e => e.Event));
    }

    [Fact]
    public async Task Message_and_half_close_in_one_go_are_answered_then_ended()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        await client.SendAsync("last words\r\n");
        client.HalfClose();

        Assert.Equal("last words\r\n", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(["last words\r\n"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Reset_with_a_partial_message_drops_it()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);

        await client.SendAsync("never finished");
        await SettleAsync(server);
        client.Reset();

        var events = await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal([WorkerEvent.Connected, WorkerEvent.Closed], events.Select(e => e.Event));
    }

    [Fact]
    public async Task Message_of_three_buffers_is_one_event()
    {
        var server = await StartAsync(Php.Echo);
        var client = await ConnectAsync(server);
        var message = Encoding.ASCII.GetBytes(new string('m', 3 << 20) + "\r\n");

        var sending = client.SendAsync(message);
        var echoed = await client.ReadExactlyAsync(message.Length, TimeSpan.FromSeconds(20));
        await sending;

        Assert.True(message.AsSpan().SequenceEqual(echoed));
        var data = Assert.Single(server.Log.Of(client), e => e.Event == WorkerEvent.Data);
        Assert.Equal(message.Length, data.Length);
    }

    [Fact]
    public async Task Configured_delimiter_ends_a_message()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Echo,
            Main = """delimiter: "\n" """,
            Servers =
                """
                text: {addr: "127.0.0.1:@text@", delimiter: "--end--"}
                hex: {addr: "127.0.0.1:@hex@", delimiter_hex: "00ff"}
                """,
        });

        foreach (var (name, message) in new[] { ("main", "line\n"), ("text", "a\r\nb--end--"), ("hex", "text\u0000\u00ff") })
        {
            var client = await ConnectAsync(server, name);
            var bytes = Encoding.Latin1.GetBytes(message);
            await client.SendAsync(bytes);
            Assert.Equal(bytes, await client.ReadExactlyAsync(bytes.Length));
        }
    }
}
