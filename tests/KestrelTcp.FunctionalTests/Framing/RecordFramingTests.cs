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
    public async Task Raw_bytes_go_as_they_come()
    {
        var (_, client) = await StartAsync("framing: raw");

        await client.SendAsync("x");

        Assert.Equal("x", Encoding.ASCII.GetString(await client.ReadExactlyAsync(1)));
    }

    private async Task<(ServerProcess Server, RawClient Client)> StartAsync(string framing)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo, Main = framing });
        return (server, await ConnectAsync(server));
    }
}
