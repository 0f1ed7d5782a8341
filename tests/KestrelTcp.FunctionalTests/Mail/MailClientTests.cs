using MimeKit;

namespace KestrelTcp.FunctionalTests.Mail;

/// <summary>Mail from a real client library ends in the mailbox, byte for byte.</summary>
public sealed class MailClientTests : MailTest
{
    [Fact]
    public async Task Plain_mail_is_stored_byte_for_byte()
    {
        var server = await StartMailAsync();
        var message = Message("Plain", new TextPart("plain") { Text = "Hello,\r\n.dots at the start\r\n..and two\r\n\r\nBye\r\n" });

        await SendAsync(server, message);

        Assert.Equal(Bytes(message), WithoutAddedHeaders(await File.ReadAllBytesAsync(Assert.Single(Stored(server)))));
    }

    [Fact]
    public async Task Headers_put_in_front_name_sender_and_every_recipient()
    {
        var server = await StartMailAsync();

        await SendAsync(server, Message("To three", new TextPart("plain") { Text = "x" }, "a@example.org", "b@example.org", "c@example.org"));

        var text = await File.ReadAllTextAsync(Assert.Single(Stored(server)));
        var lines = text.Split("\n").Select(line => line.TrimEnd('\r')).ToArray();
        Assert.Equal("Return-Path: <sender@example.org>", lines[0]);
        Assert.Contains(lines, line => line.StartsWith("Received: from ", StringComparison.Ordinal));
        Assert.Equal(["a@example.org", "b@example.org", "c@example.org"], lines
            .Where(line => line.StartsWith("Delivered-To: ", StringComparison.Ordinal))
            .Select(line => line["Delivered-To: ".Length..].Trim('<', '>')));
    }

    [Fact]
    public async Task Eight_bit_text_is_kept()
    {
        var server = await StartMailAsync();
        var message = Message("Größe über alles", new TextPart("plain") { Text = "Zwölf Boxkämpfer jagen Viktor über den Sylter Deich\r\n漢字\r\n", ContentTransferEncoding = ContentEncoding.EightBit });

        await SendAsync(server, message);

        var stored = await File.ReadAllBytesAsync(Assert.Single(Stored(server)));
        Assert.Equal(Bytes(message), WithoutAddedHeaders(stored));
        Assert.True(stored.AsSpan().IndexOf("漢字"u8) > 0, "the text went over the wire in eight bits");
    }

    [Fact]
    public async Task Attachments_of_megabytes_are_stored_byte_for_byte()
    {
        var server = await StartMailAsync();
        var attachment = new byte[4 << 20];
        new Random(1).NextBytes(attachment);
        var body = new BodyBuilder { TextBody = "see attached" };
        body.Attachments.Add("random.bin", attachment);
        body.Attachments.Add("again.bin", attachment[..(1 << 20)]);
        var message = Message("Large", body.ToMessageBody());

        await SendAsync(server, message);

        var stored = Assert.Single(Stored(server));
        Assert.Equal(Bytes(message), WithoutAddedHeaders(await File.ReadAllBytesAsync(stored)));
        var read = await MimeMessage.LoadAsync(stored);
        using var content = new MemoryStream();
        await Assert.IsType<MimePart>(read.Attachments.First()).Content!.DecodeToAsync(content);
        Assert.Equal(attachment, content.ToArray());
    }

    [Fact]
    public async Task Several_mails_in_one_session_are_stored_each()
    {
        var server = await StartMailAsync();
        using var client = await OpenAsync(server);
        var messages = Enumerable.Range(0, 10).Select(i => Message($"Number {i}", new TextPart("plain") { Text = $"text {i}" })).ToArray();

        foreach (var message in messages)
        {
            await client.SendAsync(message);
        }

        await client.DisconnectAsync(quit: true);
        await AssertStoredAsync(server, messages);
    }

    [Fact]
    public async Task Mails_of_parallel_clients_are_stored_each()
    {
        var server = await StartMailAsync();
        var messages = Enumerable.Range(0, 20).Select(i => Message($"Number {i}", new TextPart("plain") { Text = new string((char)('a' + i), 50_000) })).ToArray();

        await Task.WhenAll(messages.Chunk(5).Select(async some =>
        {
            using var client = await OpenAsync(server);
            foreach (var message in some)
            {
                await client.SendAsync(message);
            }

            await client.DisconnectAsync(quit: true);
        }));

        await AssertStoredAsync(server, messages);
    }

    [Fact]
    public async Task Mail_reaches_a_handler_that_answers_every_piece_of_the_body()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Worker("smtp.php") });
        using var client = await OpenAsync(server);

        var answer = await client.SendAsync(Message("Field", new TextPart("plain") { Text = "short\r\nlines\r\n" }));

        Assert.Contains("stored", answer, StringComparison.Ordinal);
        await client.DisconnectAsync(quit: true);
    }

    private static async Task SendAsync(ServerProcess server, MimeMessage message)
    {
        using var client = await OpenAsync(server);
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
    }

    private static async Task AssertStoredAsync(ServerProcess server, MimeMessage[] messages)
    {
        var stored = new List<string>();
        foreach (var file in Stored(server))
        {
            stored.Add(Convert.ToBase64String(WithoutAddedHeaders(await File.ReadAllBytesAsync(file))));
        }

        Assert.Equal(messages.Select(message => Convert.ToBase64String(Bytes(message))).Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
    }
}
