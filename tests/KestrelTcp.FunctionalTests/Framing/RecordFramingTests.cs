namespace KestrelTcp.FunctionalTests.Framing;

/// <summary>Length-prefixed and fixed-size records, and raw bytes.</summary>
public sealed class RecordFramingTests : ServerTest
{
    [Fact]
    public async Task Length_prefixed_records_are_cut_by_their_length()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 2, endian: big}
            """);

        await client.SendAsync("\0\u0003abc\0\u0002d");
        Assert.Equal("\0\u0003abc", Encoding.ASCII.GetString(await client.ReadExactlyAsync(5)));
        await client.SendAsync("e");

        Assert.Equal("\0\u0002de", Encoding.ASCII.GetString(await client.ReadExactlyAsync(4)));
        Assert.Equal(["\0\u0003abc", "\0\u0002de"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Length_prefix_is_stripped_when_asked_for()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 4, endian: little, strip: true}
            """);

        await client.SendAsync("\u0003\0\0\0abc");

        Assert.Equal("abc", Encoding.ASCII.GetString(await client.ReadExactlyAsync(3)));
        Assert.Equal(["abc"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Fixed_records_are_cut_by_size_and_an_incomplete_one_is_dropped()
    {
        var (server, client) = await StartAsync(
            """
            framing: fixed
            length: {size: 4}
            """);

        await client.SendAsync("aaaabbbbcc");
        client.HalfClose();

        Assert.Equal("aaaabbbb", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(["aaaa", "bbbb"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Incomplete_record_at_half_close_is_dropped_and_told()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 1}
            """);

        await client.SendAsync("\u0002ab\u0003c");
        client.HalfClose();

        Assert.Equal("\u0002ab", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(["\u0002ab"], server.Log.DataOf(client));
        Assert.Contains("ended within a record", server.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_without_body_is_an_event_with_an_empty_one()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 2, strip: true}
            """,
            Php.Obey(data: "write=got it"));

        await client.SendAsync("\0\0\0\u0001x\0\0");

        Assert.Equal("got it\r\ngot it\r\ngot it\r\n", Encoding.ASCII.GetString(await client.ReadExactlyAsync(24)));
        client.HalfClose();
        Assert.Equal("", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(["", "x", ""], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Record_shorter_than_its_own_header_closes_the_connection()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 2, offset: 2, includes_prefix: true}
            """);

        await client.SendAsync("\u0003\0\0\u0005a\u0003\0\0\u0003");

        Assert.Equal("\u0003\0\0\u0005a", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "error");
        Assert.Contains("less than its own header", server.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_record_comes_whole_however_it_is_sent()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 4, strip: true}
            """);
        var body = new byte[3_000_000];
        Random.Shared.NextBytes(body);
        byte[] record = [0, 0x2d, 0xc6, 0xc0, .. body];

        await client.SendAsync(record.AsMemory(0, 100_001));
        await client.SendAsync(record.AsMemory(100_001));

        Assert.Equal(body, await client.ReadExactlyAsync(body.Length));
        Assert.Equal(body.Length, Assert.Single(server.Log.Of(client), e => e.Event == WorkerEvent.Data).Length);
    }

    [Fact]
    public async Task Stop_hands_out_the_whole_records_that_have_arrived()
    {
        var (server, client) = await StartAsync(
            """
            framing: length
            length: {prefix: 1, strip: true}
            """,
            Php.Obey());
        await client.SendAsync("\u0011sleep=600;write=a\u0007write=b\u0007wri");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        var stopping = server.StopAsync();

        Assert.Equal("a\r\nb\r\n", await client.ReadToEndAsync());
        Assert.Equal(0, (await stopping).ExitCode);
        await server.Log.WaitClosedAsync(client, "shutdown");
    }

    [Fact]
    public async Task Raw_bytes_go_as_they_come()
    {
        var (server, client) = await StartAsync("framing: raw");

        await client.SendAsync("x");
        Assert.Equal("x", Encoding.ASCII.GetString(await client.ReadExactlyAsync(1)));
        await client.SendAsync("yz");
        client.HalfClose();

        Assert.Equal("yz", await client.ReadToEndAsync());
        await server.Log.WaitClosedAsync(client, "client");
        Assert.Equal(["x", "yz"], server.Log.DataOf(client));
    }

    [Fact]
    public async Task Raw_bytes_that_arrive_while_the_worker_is_busy_are_one_event()
    {
        var (server, client) = await StartAsync("framing: raw", Php.Obey());
        await client.SendAsync("sleep=500;write=a");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        var word = new string('b', 4000);
        await client.SendAsync("write=");
        await client.SendAsync(word);

        Assert.Equal($"a\r\n{word}\r\n", await client.ReadUntilAsync(word + "\r\n"));
        Assert.Equal(2, server.Log.Of(client).Count(e => e.Event == WorkerEvent.Data));
    }

    [Fact]
    public async Task Raw_bytes_beyond_max_message_size_come_in_pieces()
    {
        var (server, client) = await StartAsync("framing: raw\nmax_message_size: 1000B");
        var text = new string('a', 100_000);

        await client.SendAsync(text);

        Assert.Equal(text, Encoding.ASCII.GetString(await client.ReadExactlyAsync(text.Length)));
        Assert.All(server.Log.Of(client), e => Assert.InRange(e.Length, 0, 1000));
    }

    private async Task<(ServerProcess Server, RawClient Client)> StartAsync(string framing, string[]? command = null)
    {
        var server = await StartAsync(new ServerSetup { Command = command ?? Php.Echo, Main = framing });
        return (server, await ConnectAsync(server));
    }
}
