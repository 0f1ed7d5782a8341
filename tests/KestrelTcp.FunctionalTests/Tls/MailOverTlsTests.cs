using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace KestrelTcp.FunctionalTests.Tls;

/// <summary>A mail client and the built-in SMTP worker, with TLS between.</summary>
public sealed class MailOverTlsTests : TlsTest
{
    [Fact]
    public async Task Mail_is_stored_and_says_how_it_came()
    {
        var setup = Setup(["kestreltcp", "worker", "smtp"]) with { Pool = "dispatch: sticky" };
        var server = await StartAsync(setup);
        var text = string.Concat(Enumerable.Repeat("A line of the mail's text.\r\n", 100_000));
        var message = new MimeMessage { Subject = "Under TLS", Body = new TextPart("plain") { Text = text } };
        message.From.Add(MailboxAddress.Parse("sender@example.org"));
        message.To.Add(MailboxAddress.Parse("reader@example.org"));

        using var client = new SmtpClient { Timeout = 20_000, CheckCertificateRevocation = false, ServerCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" };
        await client.ConnectAsync("127.0.0.1", server.Port("main"), SecureSocketOptions.SslOnConnect);
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);

        var stored = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(server.Folder, "var/mailbox/new"))));
        Assert.Contains("with ESMTPS", stored, StringComparison.Ordinal);
        Assert.Contains(text, stored, StringComparison.Ordinal);
    }
}
