namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>What each answer does to its connection.</summary>
public sealed class AnswerTests : ServerTest
{
    [Fact]
    public async Task Write_sends_its_body_and_reads_on()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
    }

    [Fact]
    public async Task Continue_with_a_body_sends_nothing_and_reads_on()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("context=CONTINUE\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        Assert.Equal("b\r\n", await client.AskAsync("write=b"));
    }

    [Fact]
    public async Task Write_to_connected_greets()
    {
        var server = await StartAsync(Php.Obey(connected: "write=220 hello"));
        var client = await ConnectAsync(server);

        Assert.Equal("220 hello\r\n", await client.ReadLineAsync());
        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
    }

    [Theory]
    [InlineData("writeclose=go away", "go away\r\n")]
    [InlineData("close", "")]
    public async Task Closing_answer_to_connected_ends_the_connection(string answer, string received)
    {
        var server = await StartAsync(Php.Obey(connected: answer));
        var client = await ConnectAsync(server);

        Assert.Equal(received, await client.ReadToEndAsync());
        var events = await server.Log.WaitClosedAsync(client, "worker");
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public async Task Close_ends_the_connection_with_a_fin()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("close\r\n");

        Assert.Equal("", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "worker");
    }

    [Fact]
    public async Task Writeclose_delivers_every_byte_before_the_end()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("fillclose=5000000\r\n");

        Assert.Equal(5_000_000, (await client.ReadToEndAsync()).Length);
        await server.Log.WaitClosedAsync(client, "worker");
    }

    [Fact]
    public async Task Writeclose_delivers_every_byte_though_the_client_has_sent_more_than_is_read()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = "framing: split" });
        var client = await ConnectAsync(server);

        await client.SendAsync("sleep=200;fillclose=300000\r\n");
        await client.SendAsync(Encoding.ASCII.GetBytes(new string('u', 200_000)));

        // A socket closed with unread input answers with a reset, which throws away what was under way.
        Assert.Equal(300_000, (await client.ReadToEndAsync()).Length);
        await server.Log.WaitClosedAsync(client, "worker");
    }

    [Fact]
    public async Task Unknown_answer_closes_and_is_logged()
    {
        var server = await StartAsync(Php.Obey());

        foreach (var answer in new[] { "write", "NONSENSE", "" })
        {
            var client = await ConnectAsync(server);
            await client.SendAsync($"context={answer}\r\n");
            Assert.Equal("", await client.ReadToEndAsync());
            var events = await server.Log.WaitClosedAsync(client, "worker");
            await server.Output.WaitAsync($"{events[0].Pid}");
            await server.Output.WaitAsync(answer);
        }

        Assert.Equal(1, server.Log.Count(WorkerEvent.Started));
    }

    [Fact]
    public async Task Error_frame_closes_and_its_text_is_logged()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("error=the cat ate it\r\n");

        Assert.Equal("", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "error");
        await server.Output.WaitAsync("the cat ate it");
        Assert.Equal(1, server.Log.Count(WorkerEvent.Started));
    }

    [Fact]
    public async Task Stream_bit_closes_and_is_logged()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        await client.SendAsync("streambit=text\r\n");

        await client.WaitGoneAsync();
        await server.Log.WaitClosedAsync(client);
        await server.Output.WaitAsync("stream");
    }

    [Fact]
    public async Task Answers_do_not_wait_for_a_client_that_reads_slowly()
    {
        var server = await StartAsync(Php.Obey());
        var slow = await ConnectAsync(server, receiveBuffer: 4096);
        var quick = await ConnectAsync(server);

        await slow.SendAsync("fill=4000000\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        Assert.Equal("a\r\n", await quick.AskAsync("write=a"));
        Assert.Equal(4_000_002, (await slow.ReadExactlyAsync(4_000_002)).Length);
    }
}
