using System.Text;
using CsCheck;
using KestrelTcp.Ingress.Framing;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Batch framing: what has been gathered is a message when it ends with the delimiter.</summary>
public sealed class BatchReaderTests
{
    private static readonly Gen<string[]> _chunks = Gen.String[Gen.Char["a\r\n"], 1, 6].Array[0, 12];

    [Fact]
    public async Task MessagesThatArriveTogether_areOne()
    {
        var run = await RunAsync(4, "\r\n", "one\r\ntwo\r\n", "three\r\nfo", "ur\r\n", "rest");
        Assert.Equal(["one\r\ntwo\r\n", "three\r\nfour\r\n"], run.Messages);
        Assert.Equal("rest", run.Rest);
    }

    [Theory]
    [InlineData("one\r\n", "\r\n")]
    [InlineData("a\r\n.\r\n", "\r\n.\r\n")]
    public async Task Delimiter_cutAtEveryPoint_isOne(string text, string delimiter)
    {
        for (var segment = 1; segment <= 6; segment++)
        {
            for (var at = 1; at < text.Length; at++)
            {
                var run = await RunAsync(segment, delimiter, text[..at], text[at..]);
                Assert.Equal([text], run.Messages);
                Assert.Equal("", run.Rest);
            }
        }
    }

    [Fact]
    public void AnyChunks_inAnySegments_areCutWhereTheGatheredEndsWithTheDelimiter() =>
        Gen.Select(_chunks, Gen.OneOf(Gen.Const("\r\n"), Gen.Const("\n"), Gen.Const("a\r\n")), Gen.Int[1, 7]).Sample(
            (chunks, delimiter, segment) =>
            {
                var run = RunAsync(segment, delimiter, chunks).GetAwaiter().GetResult();
                return Oracle(chunks, delimiter).SequenceEqual([.. run.Messages, run.Rest]);
            },
            iter: 3000);

    [Theory]
    [InlineData("12345678\r\n", "EndOfInput")]
    [InlineData("1234\r\n78\r\nx\r\n", "TooBig")]
    [InlineData("12345678901", "TooBig")]
    public async Task MoreThanTheLimit_isTold(string text, string end)
    {
        var run = await FramingRun.OfAsync(
            input => new BatchReader(input, "\r\n"u8.ToArray(), 1 << 20, 10), 4, [Encoding.Latin1.GetBytes(text)]);
        Assert.Equal(end, run.End.ToString());
    }

    private static Task<FramingRun> RunAsync(int segment, string delimiter, params string[] chunks) => FramingRun.OfAsync(
        input => new BatchReader(input, Encoding.Latin1.GetBytes(delimiter), 1 << 20, 1 << 20), segment, chunks.Select(Encoding.Latin1.GetBytes));

    private static List<string> Oracle(string[] chunks, string delimiter)
    {
        var result = new List<string>();
        var gathered = "";
        foreach (var chunk in chunks)
        {
            gathered += chunk;
            if (gathered.EndsWith(delimiter, StringComparison.Ordinal))
            {
                result.Add(gathered);
                gathered = "";
            }
        }

        return [.. result, gathered];
    }
}
