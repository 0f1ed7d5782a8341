using System.Globalization;

namespace KestrelTcp.FunctionalTests.Rpc;

/// <summary>State in the server's key-value storage: with <c>dispatch: any</c> each event of a dialogue may be at another worker.</summary>
public sealed class SharedSessionTests : ServerTest
{
    [Fact]
    public async Task Mail_dialogue_over_four_workers_keeps_its_state()
    {
        const int clients = 8;
        var server = await StartAsync(new ServerSetup { Command = Php.Worker("rpc-session.php"), Workers = 4, Sections = RpcSetup.Sections });

        var workers = await Task.WhenAll(Enumerable.Range(1, clients).Select(number => TalkAsync(server, number)));

        // Were every dialogue at one worker only, this would show nothing.
        Assert.Contains(workers, count => count > 1);
    }

    /// <returns>How many workers had a part in it.</returns>
    private async Task<int> TalkAsync(ServerProcess server, int number)
    {
        var client = await ConnectAsync(server);
        Assert.Equal("220 ready\r\n", await client.ReadLineAsync());
        Assert.Equal("250 OK\r\n", await client.AskAsync("EHLO test"));
        Assert.Equal("250 OK\r\n", await client.AskAsync("MAIL FROM:<a@b>"));
        Assert.Equal("354 go on\r\n", await client.AskAsync("DATA"));
        var body = new string('x', number * 100);
        Assert.Equal("250 more\r\n", await client.AskAsync(body));
        var stored = (await client.AskAsync("\r\n.")).Split(' ');
        Assert.Equal((body.Length + "\r\n\r\n.\r\n".Length).ToString(CultureInfo.InvariantCulture), stored[2]);
        return int.Parse(stored[4], CultureInfo.InvariantCulture);
    }
}
