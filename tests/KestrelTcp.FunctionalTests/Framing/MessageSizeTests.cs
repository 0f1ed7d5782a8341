namespace KestrelTcp.FunctionalTests.Framing;

/// <summary>A message longer than max_message_size costs its sender the connection, and nobody else anything.</summary>
public sealed class MessageSizeTests : ServerTest
{
    [Theory]
    [InlineData("batch")]
    [InlineData("split")]
    public async Task Message_over_the_limit_closes_the_connection(string framing)
    {
        var server = await StartAsync(framing, "64KB");
        var client = await ConnectAsync(server);

        await client.SendAsync(new byte[100_000]);

        await client.WaitGoneAsync();
        var events = await server.Log.WaitClosedAsync(client, "message_too_big");
        Assert.Equal([WorkerEvent.Connected, WorkerEvent.Closed], events.Select(e => e.Event));
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("split")]
    public async Task Message_within_the_limit_is_served(string framing)
    {
        var server = await StartAsync(framing, "64KB");
        var client = await ConnectAsync(server);
        var message = new string('a', 65_000);

        Assert.Equal(message + "\r\n", await client.AskAsync(message));
    }

    [Fact]
    public async Task Length_that_announces_too_much_closes_the_connection_before_the_bytes_come()
    {
        var server = await StartAsync("length\nlength: {prefix: 4}", "64KB");
        var client = await ConnectAsync(server);

        await client.SendAsync(new byte[] { 0x7f, 0xff, 0xff, 0xff });

        await client.WaitGoneAsync();
        await server.Log.WaitClosedAsync(client, "message_too_big");
    }

    private Task<ServerProcess> StartAsync(string framing, string limit) => StartAsync(new ServerSetup
    {
        Command = Php.Echo,
        Main = $"max_message_size: {limit}\nframing: {framing}",
    });
}
