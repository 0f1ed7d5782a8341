using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using KestrelTcp.BuiltinWorkers.Smtp;
using Xunit;

namespace KestrelTcp.Tests.BuiltinWorkers;

/// <summary>What becomes of a message's bytes: dots, line feeds, end marks and cuts.</summary>
public sealed class SmtpMessageTests
{
    private static readonly Gen<string> _tricky =
        Gen.OneOf("\r", "\n", ".", "\r\n", "\r\n.", "\n.\n", "\r\n..", "a", "é", "\0").Array[0, 30].Select(string.Concat);

    [Fact]
    public void Dialogue_cutAnywhere_givesTheSameRepliesAndFiles()
    {
        var dialogue = Encoding.Latin1.GetBytes(
            TemporaryMailbox.Begin + "Subject: x\r\n\r\n..dot\r\n.\nbare\n.\r\nend\r\n.\r\nRSET\r\nFOO\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.e>\r\nDATA\r\n.\r\nQUIT\r\n");
        var whole = Deliver([dialogue]);
        Assert.Equal("250 250 250 354 250 250 500 250 250 354 250 221 [closed]", SmtpDialogueTests.Codes(whole.Replies));
        Assert.Equal(["", "Subject: x\r\n\r\n.dot\r\n\nbare\n.\r\nend\r\n"], whole.Messages);

        Assert.Equal(whole.Messages, Deliver(dialogue.Chunk(1)).Messages);
        using var mailbox = new TemporaryMailbox();
        for (var cut = 1; cut < dialogue.Length; cut++)
        {
            var (replies, messages) = Deliver(mailbox, [dialogue[..cut], dialogue[cut..]]);
            Assert.Equal(whole.Replies, replies);
            Assert.Equal(whole.Messages, messages);
        }
    }

    [Theory]
    [InlineData("a\n.\n")]
    [InlineData("a\n.\r\n")]
    [InlineData("a\r\n.\n")]
    [InlineData("a\r.\r\n")]
    [InlineData("a\r\n.\r")]
    [InlineData("a\r.\r")]
    [InlineData("a\r\n.\r\r\n")]
    [InlineData("\n.\r\n")]
    [InlineData("\r\n\0.\r\n")]
    public void FalseEndMark_doesNotEndTheMessage(string mark)
    {
        using var mailbox = new TemporaryMailbox();
        mailbox.Connect();
        mailbox.Send(TemporaryMailbox.Begin);
        Assert.Equal("", mailbox.Send(mark + "MAIL FROM:<evil@example.org>\r\nRCPT TO:<b@example.net>\r\nDATA\r\nsmuggled\r\n"));
        Assert.Empty(mailbox.New);
        Assert.StartsWith("250 2.0.0", mailbox.Send(".\r\n"), StringComparison.Ordinal);
        Assert.Contains("smuggled", mailbox.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData(".a\r\n.\r\n", "a\r\n")]
    [InlineData("a\r\n.\n\r\n.\r\n", "a\r\n\n\r\n")]
    [InlineData("a\n..b\r\n.\r\n", "a\n..b\r\n")]
    [InlineData("\r\n.\r\n", "\r\n")]
    [InlineData(".\r.\r\n\r\n.\r\n", "\r.\r\n\r\n")]
    [InlineData("a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n")]
    public void Dots_afterCrLfOnly_areTaken(string sent, string stored)
    {
        foreach (var size in new[] { 1, 2, 3, 100 })
        {
            Assert.Equal([stored], Deliver([Encoding.Latin1.GetBytes(TemporaryMailbox.Begin), .. Encoding.Latin1.GetBytes(sent).Chunk(size)]).Messages);
        }
    }

    [Fact]
    public void AnyMessage_stuffedAndCutAnyhow_comesOutAsItWas() =>
        Gen.Select(_tricky, Gen.Int[1, 9]).Sample(
            (text, size) =>
            {
                // A client ends its message with CR LF; each of its lines that begins with a dot gets another.
                var message = Encoding.Latin1.GetBytes(text + "\r\n");
                var stuffed = Encoding.Latin1.GetBytes(Stuff(text + "\r\n") + ".\r\nNOOP\r\n");
                var decoder = new BodyDecoder();
                using var decoded = new MemoryStream();
                var after = "";
                foreach (var part in stuffed.Chunk(size))
                {
                    ReadOnlySpan<byte> input = part;
                    while (decoder.TryNext(ref input, out var piece))
                    {
                        decoded.Write(piece);
                    }

                    after += Encoding.Latin1.GetString(input);
                }

                return decoded.ToArray().AsSpan().SequenceEqual(message) && decoder.Ended && after == "NOOP\r\n";
            },
            iter: 20_000);

    [Fact]
    public void LargeMessage_inWhateverPieces_isStoredByteForByte()
    {
        var random = new Random(5);
        var message = new byte[3 << 20];
        random.NextBytes(message);
        var expected = Encoding.Latin1.GetString(message) + "\r\n";
        var sent = Encoding.Latin1.GetBytes(Stuff(expected) + ".\r\n");
        foreach (var size in new[] { 4096, 65_537, sent.Length })
        {
            var (_, messages) = Deliver([Encoding.Latin1.GetBytes(TemporaryMailbox.Begin), .. sent.Chunk(size)]);
            Assert.Equal(expected, messages.Single());
        }
    }

    [Fact]
    public void Message_overTheLimit_isReadToItsEnd_thenRefused_andTheSessionGoesOn()
    {
        using var mailbox = new TemporaryMailbox(settings => settings with { MaxMessageSize = 1000 });
        mailbox.Connect();
        mailbox.Send(TemporaryMailbox.Begin);
        Assert.Equal("", mailbox.Send(new string('x', 999) + "\r\n"));
        Assert.Empty(mailbox.Temporary);
        Assert.Equal("", mailbox.Send("QUIT\r\n"));
        Assert.StartsWith("552 5.3.4", mailbox.Send(".\r\n"), StringComparison.Ordinal);
        Assert.Empty(mailbox.New);
        Assert.Equal("250 250 354 250", SmtpDialogueTests.Codes(mailbox.Send("MAIL FROM:<a@b.c>\r\nRCPT TO:<a@b.c>\r\nDATA\r\n" + new string('x', 998) + "\r\n.\r\n")));
        Assert.Equal(1000, mailbox.Message.Length);
    }

    private static string Stuff(string message) => (message.StartsWith('.') ? "." : "") + Regex.Replace(message, "\r\n\\.", "\r\n..");

    private static (string Replies, string[] Messages) Deliver(IEnumerable<byte[]> parts)
    {
        using var mailbox = new TemporaryMailbox();
        return Deliver(mailbox, parts);
    }

    /// <summary>One connection's bytes, as the given parts; the mailbox is empty before and after.</summary>
    private static (string Replies, string[] Messages) Deliver(TemporaryMailbox mailbox, IEnumerable<byte[]> parts)
    {
        mailbox.Connect();
        var replies = string.Concat(parts.Select(part => mailbox.Send(part)));
        Assert.Empty(mailbox.Temporary);
        string[] messages = [.. mailbox.New.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))).Select(text => text[(text.IndexOf("+0000\r\n", StringComparison.Ordinal) + 7)..]).Order(StringComparer.Ordinal)];
        Array.ForEach(mailbox.New, File.Delete);
        return (Regex.Replace(replies, "OK [0-9]+\\.\\w+", "OK id"), messages);
    }
}
