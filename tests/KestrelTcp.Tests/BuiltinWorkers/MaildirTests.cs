using System.Globalization;
using System.Text.RegularExpressions;
using KestrelTcp.BuiltinWorkers.Smtp;
using Xunit;

namespace KestrelTcp.Tests.BuiltinWorkers;

/// <summary>What is on disk, and when.</summary>
public sealed class MaildirTests
{
    [Fact]
    public void Message_isInTmpWhileItComes_andInNewWhenItIsAccepted()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send(TemporaryMailbox.Begin + new string('x', 200_000));
        Assert.Equal((1, 0), (mailbox.Temporary.Length, mailbox.New.Length));
        Assert.True(new FileInfo(mailbox.Temporary[0]).Length > 100_000);

        var reply = mailbox.Send("\r\n.\r\n");
        Assert.Equal((0, 1), (mailbox.Temporary.Length, mailbox.New.Length));
        Assert.StartsWith($"250 2.0.0 OK {Path.GetFileName(mailbox.New[0])[..^".mx.test".Length]}", reply, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(mailbox.New[0]).UnixFileMode);
        Assert.True(Directory.Exists(Path.Combine(mailbox.Folder, "cur")));
    }

    [Fact]
    public void Headers_standInFront_inTheirOrder()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect(remote: "[2001:db8::1]:9");
        mailbox.Send("EHLO [(client]\r\nMAIL FROM:<@r.x:a@example.org>\r\nRCPT TO:<z@example.net>\r\nRCPT TO:<\"b c\"@example.net>\r\nDATA\r\nhi\r\n.\r\n");
        var match = Regex.Match(
            mailbox.Stored,
            "^Return-Path: <a@example\\.org>\r\nDelivered-To: z@example\\.net\r\nDelivered-To: \"b c\"@example\\.net\r\n"
            + "Received: from \\[\\?client\\] \\(\\[IPv6:2001:db8::1\\]\\)\r\n\tby mx\\.test with ESMTP id (\\S+);\r\n\t([^\r\n]+) \\+0000\r\nhi\r\n$");
        Assert.True(match.Success, mailbox.Stored);
        Assert.StartsWith(match.Groups[1].Value, Path.GetFileName(mailbox.New[0]), StringComparison.Ordinal);
        var date = DateTime.ParseExact(match.Groups[2].Value, "ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture);
        Assert.InRange(date, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1));
    }

    [Theory]
    [InlineData("HELO", "", false, "SMTP")]
    [InlineData("EHLO", "", false, "ESMTP")]
    [InlineData("EHLO", "", true, "ESMTPS")]
    [InlineData("EHLO", " SMTPUTF8", false, "UTF8SMTP")]
    [InlineData("EHLO", " SMTPUTF8", true, "UTF8SMTPS")]
    public void Received_saysHowTheMessageCame(string hello, string parameter, bool tls, string protocol)
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect(remote: "@", tls: tls);
        mailbox.Send($"{hello} c\r\nMAIL FROM:<>{parameter}\r\nRCPT TO:<a@b.c>\r\nDATA\r\n.\r\n");
        Assert.StartsWith("Return-Path: <>\r\n", mailbox.Stored, StringComparison.Ordinal);
        Assert.Contains($"Received: from c (local)\r\n\tby mx.test with {protocol} id ", mailbox.Stored, StringComparison.Ordinal);
    }

    [Fact]
    public void InternationalAddress_isStoredInUtf8()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send("EHLO c\r\nMAIL FROM:<> SMTPUTF8\r\nRCPT TO:<j\u00c3\u00bcrgen@b.c>\r\nDATA\r\n.\r\n");
        Assert.Contains("Delivered-To: j\u00c3\u00bcrgen@b.c\r\n", mailbox.Stored, StringComparison.Ordinal);
    }

    [Fact]
    public void ClientThatDropsWithinItsMessage_leavesNothing()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send(TemporaryMailbox.Begin + new string('x', 200_000) + "\r\n");
        Assert.Single(mailbox.Temporary);
        mailbox.Drop();
        Assert.Empty(mailbox.Temporary);
        Assert.Empty(mailbox.New);
    }

    [Fact]
    public void FailureAtTheEnd_is451_leavesNothing_andTheSessionGoesOn()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send(TemporaryMailbox.Begin);
        Directory.Delete(Path.Combine(mailbox.Folder, "new"));
        Assert.StartsWith("451 4.3.0", mailbox.Send("hi\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Empty(mailbox.Temporary);

        Assert.Equal("250 250 354 250", SmtpDialogueTests.Codes(mailbox.Send("MAIL FROM:<>\r\nRCPT TO:<a@b.c>\r\nDATA\r\nhi\r\n.\r\n")));
        Assert.Equal("hi\r\n", mailbox.Message);
    }

    [Fact]
    public void MailboxThatCannotBe_is451AtData_andTheSessionGoesOn()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var mailbox = new TemporaryMailbox(settings => settings with { Mailbox = Path.Combine(file, "mailbox") });
            mailbox.Connect();
            Assert.Equal("250 250 250 451", SmtpDialogueTests.Codes(mailbox.Send(TemporaryMailbox.Begin)));
            Assert.Equal("250 503", SmtpDialogueTests.Codes(mailbox.Send("NOOP\r\nDATA\r\n")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void FullDisk_is452()
    {
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var failure = Assert.ThrowsAny<IOException>(() => full.Write("x"u8));
        Assert.StartsWith("452 4.3.1", IncomingMessage.Refusal(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void StaleFilesInTmp_areClearedAtStart_youngOnesAreNot()
    {
        using var mailbox = new TemporaryMailbox();
        var (stale, young) = (Path.Combine(mailbox.Folder, "tmp", "stale"), Path.Combine(mailbox.Folder, "tmp", "young"));
        File.WriteAllText(stale, "x");
        File.WriteAllText(young, "x");
        File.SetLastWriteTimeUtc(stale, DateTime.UtcNow.AddHours(-37));
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow.AddHours(-35));
        new Maildir(mailbox.Folder, "mx.test").Prepare();
        Assert.Equal([young], mailbox.Temporary);
    }

    [Fact]
    public void Names_areUnique()
    {
        var maildir = new Maildir("unused", "mx.test");
        var now = DateTimeOffset.UtcNow;
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => maildir.NewId(now)).Distinct().Count());
    }
}
