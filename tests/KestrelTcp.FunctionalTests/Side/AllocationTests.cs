namespace KestrelTcp.FunctionalTests.Side;

/// <summary>What a message costs the garbage collector.</summary>
public sealed class AllocationTests : ServerTest
{
    private const int _messages = 10_000;

    /// <summary>Bytes; the smallest object has 24. What is left is the clocks' and the scrape's, spread over all messages.</summary>
    private const double _mostPerMessage = 20;

    [Theory]
    [InlineData("batch")]
    [InlineData("split")]
    public async Task Message_in_steady_state_allocates_nothing(string framing)
    {
        var server = await StartAsync(new ServerSetup { Command = ["kestreltcp", "worker", "echo"], Main = $"framing: {framing}", Logs = "level: warn" });
        var client = await ConnectAsync(server);
        await ExchangeAsync(client);

        var start = await AllocatedAsync(server);
        var scraped = await AllocatedAsync(server);
        await ExchangeAsync(client);
        var end = await AllocatedAsync(server);

        var perMessage = (end - scraped - (scraped - start)) / _messages;
        Assert.True(perMessage < _mostPerMessage, $"{perMessage:0.0} bytes for each message");
    }

    private static async Task ExchangeAsync(RawClient client)
    {
        for (var i = 0; i < _messages; i++)
        {
            Assert.Equal("hello\r\n", await client.AskAsync("hello"));
        }
    }

    private static async Task<double> AllocatedAsync(ServerProcess server) => (await server.MetricsAsync()).Sum("dotnet_gc_allocated_bytes_total");
}
