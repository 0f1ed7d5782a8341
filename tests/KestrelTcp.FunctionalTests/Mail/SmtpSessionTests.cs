namespace KestrelTcp.FunctionalTests.Mail;

/// <summary>The SMTP worker spoken to by hand: where a message ends, and what is left of one that does not.</summary>
public sealed class SmtpSessionTests : MailTest
{
    private const string _envelope = "MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";

    [Fact]
    public async Task Greeting_offers_what_clients_need()
    {
        var (_, client) = await StartSessionAsync();

        await client.SendAsync("EHLO me\r\n");
        var answer = await client.ReadUntilAsync("\r\n250 ") + await client.ReadLineAsync();

        Assert.All(["PIPELINING", "8BITMIME", "SIZE 52428800"], word => Assert.Contains(word, answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        var (server, client) = await StartSessionAsync();
        await HelloAsync(client);

        await client.SendAsync(_envelope);
        Assert.StartsWith("250", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("354", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.SendAsync("Subject: x\r\n\r\nbody\r\n.\r\nQUIT\r\n");

        Assert.StartsWith("250", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("221", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("Subject: x\r\n\r\nbody\r\n", await OnlyMailAsync(server));
    }

    [Fact]
    public async Task End_mark_cut_at_every_byte_still_ends_the_message()
    {
        var (server, client) = await StartSessionAsync();
        await HelloAsync(client);
        await BeginAsync(client);

        foreach (var letter in "a\r\n..b\r\n.\r\n")
        {
            await client.SendAsync(letter.ToString());
            await Task.Yield();
        }

        Assert.StartsWith("250", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal("a\r\n.b\r\n", await OnlyMailAsync(server));
    }

    [Fact]
    public async Task Only_the_whole_end_mark_ends_a_message()
    {
        var server = await StartMailAsync();
        foreach (var almost in new[] { "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r" })
        {
            var client = await ConnectAsync(server);
            await client.ReadLineAsync();
            await HelloAsync(client);
            await BeginAsync(client);
            var smuggled = $"first{almost}MAIL FROM:<evil@example.org>\r\nRCPT TO:<victim@example.org>\r\nDATA\r\nSubject: smuggled\r\n";

            await client.SendAsync(smuggled + ".\r\n");

            Assert.StartsWith("250", await client.ReadLineAsync(), StringComparison.Ordinal);
            await client.SendAsync("QUIT\r\n");
            Assert.StartsWith("221", await client.ReadToEndAsync(), StringComparison.Ordinal);
            // A line that begins with a dot loses it, as the protocol says; nothing else changes.
            Assert.Equal(smuggled.Replace("\r\n.", "\r\n", StringComparison.Ordinal), await OnlyMailAsync(server));
            File.Delete(Stored(server)[0]);
        }
    }

    [Fact]
    public async Task Client_that_drops_within_data_leaves_nothing()
    {
        var (server, client) = await StartSessionAsync();
        await HelloAsync(client);
        await BeginAsync(client);
        await client.SendAsync("Subject: half\r\n\r\nnever finished\r\n");

        client.HalfClose();
        await client.ReadToEndAsync();

        Assert.Empty(Stored(server));
        await Eventually.TrueAsync(
            () => !Directory.Exists(Mailbox(server, "tmp")) || Directory.GetFiles(Mailbox(server, "tmp")).Length == 0,
            "nothing is left in tmp");
        Assert.Empty(Stored(server));
    }

    [Fact]
    public async Task Message_that_is_announced_too_large_is_refused()
    {
        var (_, client) = await StartSessionAsync();
        await HelloAsync(client);

        Assert.StartsWith("552", await client.AskAsync("MAIL FROM:<a@example.org> SIZE=60000000"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_gets_its_code()
    {
        var (_, client) = await StartSessionAsync();
        await HelloAsync(client);

        foreach (var (command, code) in new[] { ("RCPT TO:<b@example.org>", "503"), ("DATA", "503"), ("NOOP", "250"), ("RSET", "250"), ("NONSENSE", "500") })
        {
            Assert.StartsWith(code, await client.AskAsync(command), StringComparison.Ordinal);
        }
    }

    private static async Task HelloAsync(RawClient client) =>
        Assert.StartsWith("250", await client.AskAsync("HELO me"), StringComparison.Ordinal);

    private static async Task BeginAsync(RawClient client)
    {
        foreach (var line in _envelope.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.StartsWith(line == "DATA" ? "354" : "250", await client.AskAsync(line), StringComparison.Ordinal);
        }
    }

    private static async Task<string> OnlyMailAsync(ServerProcess server) =>
        Encoding.Latin1.GetString(WithoutAddedHeaders(await File.ReadAllBytesAsync(Assert.Single(Stored(server)))));

    private async Task<(ServerProcess Server, RawClient Client)> StartSessionAsync()
    {
        var server = await StartMailAsync();
        var client = await ConnectAsync(server);
        Assert.StartsWith("220", await client.ReadLineAsync(), StringComparison.Ordinal);
        return (server, client);
    }
}
