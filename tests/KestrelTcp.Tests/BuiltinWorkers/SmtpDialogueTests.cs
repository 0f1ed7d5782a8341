using Xunit;

namespace KestrelTcp.Tests.BuiltinWorkers;

/// <summary>Commands and their replies.</summary>
public sealed class SmtpDialogueTests
{
    [Fact]
    public void Dialogue_ofAnOrdinaryClient_deliversItsMessage()
    {
        using var mailbox = new TemporaryMailbox();
        Assert.Equal("220 mx.test ESMTP KestrelTcp\r\n", mailbox.Connect());
        Assert.Equal(
            "250-mx.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 52428800\r\n250-ENHANCEDSTATUSCODES\r\n250 HELP\r\n",
            mailbox.Send("EHLO client.example\r\n"));
        Assert.Equal("250 2.1.0 OK\r\n", mailbox.Send("MAIL FROM:<a@example.org> SIZE=100 BODY=8BITMIME\r\n"));
        Assert.Equal("250 2.1.5 OK\r\n", mailbox.Send("RCPT TO:<b@example.net>\r\n"));
        Assert.StartsWith("354 ", mailbox.Send("DATA\r\n"), StringComparison.Ordinal);
        Assert.Equal("", mailbox.Send("Subject: x\r\n\r\n"));
        Assert.Empty(mailbox.New);
        Assert.StartsWith("250 2.0.0 OK ", mailbox.Send("hello\r\n.\r\n"), StringComparison.Ordinal);
        Assert.Equal("221 2.0.0 mx.test closing connection\r\n[closed]", mailbox.Send("QUIT\r\n"));
        Assert.Equal("Subject: x\r\n\r\nhello\r\n", mailbox.Message);
    }

    [Fact]
    public void PipelinedCommands_areAnsweredInOrder_inOnePiece()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send("EHLO c\r\n");
        var replies = Codes(mailbox.Send("MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.net>\r\nRCPT TO:<bad\r\nDATA\r\nhi\r\n.\r\nNOOP\r\nQUIT\r\nNOOP\r\n"));
        Assert.Equal("250 250 501 354 250 250 221 [closed]", replies);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.c>", "503")]
    [InlineData("EHLO c|RCPT TO:<a@b.c>", "503")]
    [InlineData("EHLO c|DATA", "503")]
    [InlineData("EHLO c|MAIL FROM:<a@b.c>|DATA", "503")]
    [InlineData("EHLO c|MAIL FROM:<a@b.c>|MAIL FROM:<a@b.c>", "503")]
    [InlineData("EHLO c|MAIL FROM:<a@b.c>|EHLO c|RCPT TO:<a@b.c>", "503")]
    [InlineData("EHLO c|MAIL FROM:<a@b.c>|RSET|RCPT TO:<a@b.c>", "503")]
    [InlineData("EHLO", "501")]
    [InlineData("HELO", "501")]
    [InlineData("EHLO c", "250")]
    [InlineData("helo c", "250")]
    [InlineData("EHLO [192.0.2.1]", "250")]
    [InlineData("EHLO any_thing goes (here)", "250")]
    [InlineData("RSET", "250")]
    [InlineData("RSET x", "501")]
    [InlineData("NOOP", "250")]
    [InlineData("NOOP text", "250")]
    [InlineData("VRFY a", "252")]
    [InlineData("VRFY", "501")]
    [InlineData("HELP", "214")]
    [InlineData("HELP MAIL", "214")]
    [InlineData("QUIT x", "501")]
    [InlineData("QUIT ", "221")]
    [InlineData("EHLO c|MAIL FROM:<a@b.c>|RCPT TO:<a@b.c>|DATA x", "501")]
    [InlineData("STARTTLS", "502")]
    [InlineData("AUTH PLAIN AA==", "502")]
    [InlineData("EXPN list", "502")]
    [InlineData("BDAT 10 LAST", "502")]
    [InlineData("XCLIENT", "500")]
    [InlineData("", "500")]
    [InlineData("GET / HTTP/1.1", "500")]
    [InlineData("NOOP\nNOOP", "501")]
    [InlineData("NOOP\rNOOP", "501")]
    [InlineData("NOOP \0", "501")]
    [InlineData("NOOP \u00ff", "500")]
    public void LastCommand_isAnsweredWithTheCode(string commands, string code)
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        var reply = commands.Split('|').Select(command => mailbox.Send(command + "\r\n")).Last();
        Assert.StartsWith(code, reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MAIL FROM:<>", "250")]
    [InlineData("mail from:<a@b.c>", "250")]
    [InlineData("MAIL FROM: <a@b.c>", "250")]
    [InlineData("MAIL FROM:<a@b.c> ", "250")]
    [InlineData("MAIL FROM:<@x.y,@z.w:a@b.c>", "250")]
    [InlineData("MAIL FROM:<\"a b\"@b.c>", "250")]
    [InlineData("MAIL FROM:<\"a>b\\\"@\"@b.c>", "250")]
    [InlineData("MAIL FROM:<a+tag@[192.0.2.1]>", "250")]
    [InlineData("MAIL FROM:<a@[IPv6:2001:db8::1]>", "250")]
    [InlineData("MAIL FROM:<a@localhost> SIZE=52428800", "250")]
    [InlineData("MAIL FROM:<a@b.c> body=7bit size=1 smtputf8", "250")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=52428801", "552 5.3.4")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=99999999999999999999", "552 5.3.4")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=", "501")]
    [InlineData("MAIL FROM:<a@b.c> SIZE=-1", "501")]
    [InlineData("MAIL FROM:<a@b.c> BODY=BINARYMIME", "501")]
    [InlineData("MAIL FROM:<a@b.c> SMTPUTF8=1", "501")]
    [InlineData("MAIL FROM:<a@b.c> RET=FULL", "555")]
    [InlineData("MAIL FROM:<a@b.c> AUTH=<>", "555")]
    [InlineData("MAIL", "501")]
    [InlineData("MAIL TO:<a@b.c>", "501")]
    [InlineData("MAIL FROM:a@b.c", "501")]
    [InlineData("MAIL FROM:<a@b.c", "501")]
    [InlineData("MAIL FROM:<a>", "501")]
    [InlineData("MAIL FROM:<@>", "501")]
    [InlineData("MAIL FROM:<@b.c>", "501")]
    [InlineData("MAIL FROM:<@b.c:>", "501")]
    [InlineData("MAIL FROM:<a@>", "501")]
    [InlineData("MAIL FROM:<a b@b.c>", "501")]
    [InlineData("MAIL FROM:<a@b..c>", "501")]
    [InlineData("MAIL FROM:<a@b@c>", "501")]
    [InlineData("MAIL FROM:<\"a\"b\"@b.c>", "501")]
    [InlineData("MAIL FROM:<a@b.c>SIZE=1", "501")]
    [InlineData("MAIL FROM:<a@b.c>\tX: y", "501")]
    [InlineData("MAIL FROM:<\u00c3\u00a9@b.c>", "553 5.6.7")]
    [InlineData("MAIL FROM:<\u00c3\u00a9@b.c> SMTPUTF8", "250")]
    [InlineData("MAIL FROM:<\u00c2\u0085@b.c> SMTPUTF8", "501")]
    public void Mail_isAnsweredWithTheCode(string command, string code)
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send("EHLO c\r\n");
        Assert.StartsWith(code, mailbox.Send(command + "\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RCPT TO:<postmaster>", "250")]
    [InlineData("RCPT TO:<Postmaster@b.c>", "250")]
    [InlineData("RCPT TO:<@x.y:a@b.c>", "250")]
    [InlineData("RCPT TO:<>", "501")]
    [InlineData("RCPT FROM:<a@b.c>", "501")]
    [InlineData("RCPT TO:<a@b.c> NOTIFY=NEVER", "555")]
    [InlineData("RCPT TO:<\u00c3\u00a9@b.c>", "553 5.6.7")]
    public void Rcpt_isAnsweredWithTheCode(string command, string code)
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send("EHLO c\r\nMAIL FROM:<>\r\n");
        Assert.StartsWith(code, mailbox.Send(command + "\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Recipients_overTheLimit_areToldToComeLater_andTheOthersGetTheMessage()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send("EHLO c\r\nMAIL FROM:<a@b.c>\r\n");
        for (var i = 0; i < 100; i++)
        {
            Assert.StartsWith("250", mailbox.Send($"RCPT TO:<r{i}@b.c>\r\n"), StringComparison.Ordinal);
        }

        Assert.StartsWith("452 4.5.3", mailbox.Send("RCPT TO:<r100@b.c>\r\n"), StringComparison.Ordinal);
        Assert.Equal("354 250", Codes(mailbox.Send("DATA\r\n.\r\n")));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"Delivered-To: r{i}@b.c"), mailbox.Stored.Split("\r\n").Where(line => line.StartsWith("Delivered-To", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(2048, "250")]
    [InlineData(2049, "500")]
    [InlineData(1_000_000, "500")]
    public void Line_upToTheLimit_isTaken(int length, string code)
    {
        foreach (var chunk in new[] { 1 << 20, 1000, 7 })
        {
            using var mailbox = new TemporaryMailbox();
            mailbox.Connect();
            var line = "NOOP " + new string('x', length - 5) + "\r\nHELP\r\n";
            var replies = string.Concat(line.Chunk(chunk).Select(part => mailbox.Send(new string(part))));
            Assert.Equal($"{code} 214", Codes(replies));
        }
    }

    [Fact]
    public void TooManyErrors_endTheConnection()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        for (var i = 0; i < 19; i++)
        {
            Assert.StartsWith("500", mailbox.Send("FOO\r\n"), StringComparison.Ordinal);
        }

        Assert.Equal("421 4.7.0 mx.test Too many errors, closing connection\r\n[closed]", mailbox.Send("FOO\r\nNOOP\r\n"));
    }

    [Fact]
    public void Sessions_ofTwoConnections_areApart()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect("1");
        mailbox.Connect("2");
        mailbox.Send(TemporaryMailbox.Begin, "1");
        Assert.StartsWith("503", mailbox.Send("MAIL FROM:<a@b.c>\r\n", "2"), StringComparison.Ordinal);
        Assert.StartsWith("250", mailbox.Send("MAIL\r\n.\r\n", "1"), StringComparison.Ordinal);
        Assert.Equal("MAIL\r\n", mailbox.Message);
    }

    [Fact]
    public void Event_ofAnUnknownConnection_isToldToTryAgain()
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Drop();
        Assert.Equal("421 4.3.2 mx.test Session lost, try again\r\n[closed]", mailbox.Send("NOOP\r\n"));
    }

    /// <summary>The codes of the last line of each reply.</summary>
    internal static string Codes(string replies) => string.Join(
        ' ', replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] == '[' || line[3] == ' ').Select(line => line[0] == '[' ? line : line[..3]));
}
