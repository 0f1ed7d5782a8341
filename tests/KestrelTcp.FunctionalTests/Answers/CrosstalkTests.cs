namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>An answer never reaches another connection.</summary>
public sealed class CrosstalkTests : ServerTest
{
    private const int _clients = 200;
    private const int _messages = 10;

    [Theory]
    [InlineData("auto")]
    [InlineData("0")]
    public async Task Workers_that_answer_twice_at_random_mix_up_nothing(string prefetch)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Worker("twice.php"), Workers = 2, Pool = $"prefetch: {prefetch}" });

        await Task.WhenAll(Enumerable.Range(0, _clients).Select(number => TalkAsync(server, number)));

        await server.Log.WaitAllClosedAsync(_clients);
        Assert.Equal(2, server.Log.Count(WorkerEvent.Started));
    }

    [Fact]
    public async Task Events_of_one_connection_never_overlap()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(data: "sleep=2;mark;write=a"), Workers = 4, Main = "framing: split" });
        var clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ConnectAsync(server)));

        await Task.WhenAll(clients.Select(async client =>
        {
            await client.SendAsync(string.Concat(Enumerable.Repeat("x\r\n", 20)));
            await client.ReadExactlyAsync(20 * "a\r\n".Length);
        }));

        foreach (var client in clients)
        {
            var events = server.Log.Of(client).Where(e => e.Event is WorkerEvent.Data or WorkerEvent.Mark).Select(e => e.Event);
            Assert.Equal(Enumerable.Repeat<string[]>([WorkerEvent.Data, WorkerEvent.Mark], 20).SelectMany(pair => pair), events);
        }
    }

    private static async Task TalkAsync(ServerProcess server, int number)
    {
        using var client = await server.ConnectAsync();
        var token = $"token-{number}-{Guid.NewGuid():N}";
        for (var i = 0; i < _messages; i++)
        {
            // Repeats of the message before may still be under way.
            await client.SendAsync($"{token}-{i}\r\n");
            var lines = await client.ReadUntilAsync($"{token}-{i}\r\n");
            Assert.All(lines.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith(token, line, StringComparison.Ordinal));
        }

        await client.SendAsync($"{token}-last\r\n");
        client.HalfClose();
        var rest = await client.ReadToEndAsync();
        Assert.All(rest.Split("\r\n", StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith(token, line, StringComparison.Ordinal));
        Assert.InRange(rest.Split($"{token}-last\r\n").Length - 1, 1, 4);
    }
}
