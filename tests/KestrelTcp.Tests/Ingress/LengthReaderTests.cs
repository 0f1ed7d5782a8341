using System.Text;
using CsCheck;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress.Framing;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Length-prefixed records against the plainest way to cut them, wherever TCP may have cut the stream before.</summary>
public sealed class LengthReaderTests
{
    private const long _limit = 1000;

    private static readonly Gen<LengthOptions> _layout =
        Gen.Select(Gen.OneOf(Gen.Const(1), Gen.Const(2), Gen.Const(4), Gen.Const(8)), Gen.Bool, Gen.Bool, Gen.Int[0, 5], Gen.Bool, (prefix, little, includes, offset, strip) => new LengthOptions
        {
            Prefix = prefix,
            Endian = little ? Endianness.Little : Endianness.Big,
            IncludesPrefix = includes,
            Offset = offset,
            Strip = strip,
        });

    [Fact]
    public void AnyRecords_inAnyLayoutChunksAndSegments_comeAsTheyWereSent() =>
        Gen.Select(_layout, Gen.Byte.Array[0, 40].Array[0, 6], Gen.Int[1, 30], Gen.Int[1, 9], Gen.Int[0, 100]).Sample(
            (layout, bodies, chunk, segment, lost) =>
            {
                var records = bodies.Select(body => Record(layout, body)).ToList();
                var stream = records.SelectMany(record => record).ToArray();
                stream = stream[..^Math.Min(lost, stream.Length)];
                var whole = records.TakeWhile((_, index) => records.Take(index + 1).Sum(record => record.Length) <= stream.Length).ToList();
                var run = RunAsync(layout, segment, stream, chunk).GetAwaiter().GetResult();
                var strip = layout.Strip ? layout.HeaderSize : 0;
                return whole.Select(record => Text(record[strip..])).SequenceEqual(run.Messages)
                    && run.End == (whole.Sum(record => record.Length) == stream.Length ? MessageStatus.EndOfInput : MessageStatus.Incomplete)
                    && run.Rest.Length == 0
                    && run.Received == stream.Length;
            },
            iter: 3000);

    [Fact]
    public void AnyBytes_giveTheSameWhereverTheyAreCut() =>
        Gen.Select(_layout, Gen.Byte[0, 12].Array[0, 60], Gen.Int[1, 9], Gen.Int[1, 9]).Sample(
            (layout, stream, chunk, segment) =>
            {
                var whole = RunAsync(layout, 100, stream, 100).GetAwaiter().GetResult();
                var run = RunAsync(layout, segment, stream, chunk).GetAwaiter().GetResult();
                return run.End == whole.End && run.Messages.SequenceEqual(whole.Messages);
            },
            iter: 3000);

    [Theory]
    // The number alone tells, and nothing of the body has to come.
    [InlineData(2, false, "03e6", "Incomplete")]
    [InlineData(2, false, "03e7", "TooBig")]
    [InlineData(2, true, "03e8", "Incomplete")]
    [InlineData(2, true, "03e9", "TooBig")]
    [InlineData(4, false, "ffffffff", "TooBig")]
    [InlineData(4, true, "80000000", "TooBig")]
    [InlineData(8, false, "7fffffffffffffff", "TooBig")]
    [InlineData(8, false, "7ffffffffffffff7", "TooBig")]
    [InlineData(8, false, "8000000000000000", "TooBig")]
    [InlineData(8, false, "ffffffffffffffff", "TooBig")]
    [InlineData(8, true, "ffffffffffffffff", "TooBig")]
    [InlineData(8, true, "7fffffffffffffff", "TooBig")]
    // Less than what has been read already.
    [InlineData(1, true, "00", "Broken")]
    [InlineData(2, true, "0001", "Broken")]
    [InlineData(8, true, "0000000000000007", "Broken")]
    [InlineData(2, true, "0002", "EndOfInput")]
    [InlineData(2, true, "00", "Incomplete")]
    public async Task Number_alone_tellsWhatCannotBe(int prefix, bool includesPrefix, string hex, string end)
    {
        var run = await RunAsync(new LengthOptions { Prefix = prefix, IncludesPrefix = includesPrefix }, 3, Convert.FromHexString(hex), 1);
        Assert.Equal(end, run.End.ToString());
    }

    [Fact]
    public async Task Number_thatCountsTheRecord_countsWhatIsBeforeIt()
    {
        // As in TPKT: version, reserved, then two bytes for the length of all.
        var run = await RunAsync(new LengthOptions { Prefix = 2, Offset = 2, IncludesPrefix = true }, 3, [3, 0, 0, 6, (byte)'a', (byte)'b', 3, 0, 0, 4], 4);
        Assert.Equal(["\u0003\0\0\u0006ab", "\u0003\0\0\u0004"], run.Messages);
        run = await RunAsync(new LengthOptions { Prefix = 2, Offset = 2, IncludesPrefix = true }, 3, [3, 0, 0, 3], 4);
        Assert.Equal(MessageStatus.Broken, run.End);
    }

    [Fact]
    public async Task RecordsWithoutBody_areMessages_emptyOnesWhenStripped()
    {
        var run = await RunAsync(new LengthOptions { Prefix = 2, Strip = true }, 2, [0, 0, 0, 0, 0, 1, (byte)'x', 0, 0], 3);
        Assert.Equal(["", "", "x", ""], run.Messages);
        Assert.Equal(MessageStatus.EndOfInput, run.End);
        run = await RunAsync(new LengthOptions { Prefix = 1 }, 2, [0, 0], 2);
        Assert.Equal(["\0", "\0"], run.Messages);
    }

    [Fact]
    public async Task BrokenRecord_leavesThoseBeforeIt()
    {
        var run = await RunAsync(new LengthOptions { Prefix = 1, IncludesPrefix = true }, 4, [2, (byte)'a', 0, 2, (byte)'b'], 5);
        Assert.Equal(["\u0002a"], run.Messages);
        Assert.Equal(MessageStatus.Broken, run.End);
    }

    private static Task<FramingRun> RunAsync(LengthOptions layout, int segment, byte[] stream, int chunk) =>
        FramingRun.OfAsync(input => new LengthReader(input, layout, _limit), segment, stream, chunk);

    private static byte[] Record(LengthOptions layout, byte[] body)
    {
        var number = (ulong)(body.Length + (layout.IncludesPrefix ? layout.HeaderSize : 0));
        var field = Enumerable.Range(0, layout.Prefix).Select(place => (byte)(number >> (8 * place)));
        return [.. Enumerable.Repeat((byte)0xee, layout.Offset), .. layout.Endian == Endianness.Little ? field : field.Reverse(), .. body];
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
