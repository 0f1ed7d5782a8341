using System.Text;
using CsCheck;
using KestrelTcp.Ingress.Framing;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Split framing against the plainest way to cut a text, wherever TCP may have cut it before.</summary>
public sealed class SplitReaderTests
{
    private static readonly Gen<string> _text = Gen.String[Gen.Char["a\r\n"], 0, 40];
    private static readonly Gen<string> _delimiter = Gen.OneOf(Gen.Const("\r\n"), Gen.Const("\n"), Gen.Const("\r\n.\r\n"), Gen.Const("aa"), Gen.Const("\n\n\n"), Gen.Const("aab"));

    [Theory]
    [InlineData("one\r\ntwo\r\nthree", "\r\n")]
    [InlineData("\r\n\r\n\r\r\n", "\r\n")]
    [InlineData("a\r\n.\r\nb\r\n.\r\n", "\r\n.\r\n")]
    [InlineData("aaaaab", "aab")]
    public async Task Text_cutAtEveryPoint_givesTheSameMessages(string text, string delimiter)
    {
        var expected = Oracle(text, delimiter);
        for (var segment = 1; segment <= 5; segment++)
        {
            for (var at = 0; at <= text.Length; at++)
            {
                var run = await RunAsync(segment, delimiter, text[..at], text[at..]);
                Assert.Equal(expected, [.. run.Messages, run.Rest]);
                Assert.Equal(text.Length, run.Received);
            }
        }
    }

    [Theory]
    [InlineData("one\r\ntwo\r\nthree", "\r\n")]
    [InlineData("aaaaab", "aab")]
    public async Task SingleBytes_giveTheSameMessages(string text, string delimiter)
    {
        var run = await RunAsync(3, delimiter, [.. text.Select(c => c.ToString())]);
        Assert.Equal(Oracle(text, delimiter), [.. run.Messages, run.Rest]);
    }

    [Fact]
    public void AnyText_inAnyChunksAndSegments_isCutAsThePlainWayDoes() =>
        Gen.Select(_text, _delimiter, Gen.Int[1, 9], Gen.Int[1, 7]).Sample(
            (text, delimiter, chunk, segment) =>
            {
                var run = RunAsync(segment, delimiter, [.. text.Chunk(chunk).Select(part => new string(part))]).GetAwaiter().GetResult();
                return Oracle(text, delimiter).SequenceEqual([.. run.Messages, run.Rest]);
            },
            iter: 3000);

    [Theory]
    [InlineData("12345678\r\n", "EndOfInput")]
    [InlineData("123456789\r\n", "TooBig")]
    [InlineData("12345678901234", "TooBig")]
    public async Task MessageOverTheLimit_isTold(string text, string end)
    {
        var run = await FramingRun.OfAsync(input => new SplitReader(input, "\r\n"u8.ToArray(), 10), 4, [Encoding.Latin1.GetBytes(text)]);
        Assert.Equal(end, run.End.ToString());
    }

    private static Task<FramingRun> RunAsync(int segment, string delimiter, params string[] chunks) => FramingRun.OfAsync(
        input => new SplitReader(input, Encoding.Latin1.GetBytes(delimiter), 1 << 20), segment, chunks.Select(Encoding.Latin1.GetBytes));

    /// <summary>The messages with their delimiters, then what is left over.</summary>
    private static List<string> Oracle(string text, string delimiter)
    {
        var result = new List<string>();
        for (var at = text.IndexOf(delimiter, StringComparison.Ordinal); at >= 0; at = text.IndexOf(delimiter, StringComparison.Ordinal))
        {
            result.Add(text[..(at + delimiter.Length)]);
            text = text[(at + delimiter.Length)..];
        }

        return [.. result, text];
    }
}
