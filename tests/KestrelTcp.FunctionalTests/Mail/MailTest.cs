using MailKit.Net.Smtp;
using MimeKit;

namespace KestrelTcp.FunctionalTests.Mail;

/// <summary>Base of the tests that hand mail to the built-in SMTP worker and look into the mailbox.</summary>
public abstract class MailTest : ServerTest
{
    private protected static readonly string[] Added = ["Return-Path:", "Received:", "Delivered-To:"];

    /// <summary>The built-in worker as the repository's own configuration has it, alone.</summary>
    private protected Task<ServerProcess> StartMailAsync() => StartAsync(new ServerSetup
    {
        Command = ["kestreltcp", "worker", "smtp"],
        Workers = 2,
        Pool = "dispatch: sticky",
    });

    private protected static string Mailbox(ServerProcess server, string folder = "new") => Path.Combine(server.Folder, "var/mailbox", folder);

    private protected static string[] Stored(ServerProcess server) =>
        Directory.Exists(Mailbox(server)) ? Directory.GetFiles(Mailbox(server)) : [];

    /// <summary>A stored mail's own bytes, after the headers that were put in front.</summary>
    private protected static byte[] WithoutAddedHeaders(byte[] file)
    {
        var start = 0;
        while (IsAdded(file.AsSpan(start)))
        {
            start = NextLine(file, start);
            while (start < file.Length && file[start] is (byte)' ' or (byte)'\t')
            {
                start = NextLine(file, start);
            }
        }

        return file[start..];
    }

    private protected static MimeMessage Message(string subject, MimeEntity body, params string[] recipients)
    {
        var message = new MimeMessage { Subject = subject, Body = body };
        message.From.Add(MailboxAddress.Parse("sender@example.org"));
        message.To.AddRange((recipients.Length > 0 ? recipients : ["reader@example.org"]).Select(MailboxAddress.Parse));
        return message;
    }

    private protected static async Task<SmtpClient> OpenAsync(ServerProcess server)
    {
        var client = new SmtpClient { Timeout = 20_000 };
        await client.ConnectAsync("127.0.0.1", server.Port("main"), MailKit.Security.SecureSocketOptions.None);
        return client;
    }

    /// <summary>The message as it went over the wire; to be asked after sending, which settles its encodings.</summary>
    private protected static byte[] Bytes(MimeMessage message)
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.EnsureNewLine = true;
        options.HiddenHeaders.Add(HeaderId.ContentLength);
        using var stream = new MemoryStream();
        message.WriteTo(options, stream);
        return stream.ToArray();
    }

    private static bool IsAdded(ReadOnlySpan<byte> line)
    {
        foreach (var name in Added)
        {
            if (line.StartsWith(Encoding.ASCII.GetBytes(name)))
            {
                return true;
            }
        }

        return false;
    }

    private static int NextLine(byte[] file, int start)
    {
        var end = Array.IndexOf(file, (byte)'\n', start);
        return end < 0 ? file.Length : end + 1;
    }
}
