using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class FrameReaderTests
{
    [Fact]
    public async Task Frames_cutAnywhereAreReadWhole()
    {
        byte[] bytes = [.. WorkerFrame.Answer("WRITE", "one"), .. WorkerFrame.Of(FrameFlags.Control, """{"pid":7}"""), .. WorkerFrame.Answer("CLOSE")];
        for (var first = 1; first < bytes.Length; first++)
        {
            for (var second = first + 1; second < bytes.Length; second += 5)
            {
                var payloads = await ReadAllAsync(bytes[..first], bytes[first..second], bytes[second..]);
                Assert.Equal(["WRITEone", """{"pid":7}""", "CLOSE"], payloads);
            }
        }
    }

    [Fact]
    public async Task Frames_ofManySizesInPiecesOfManySizesAreReadWhole()
    {
        var random = new Random(11);
        var expected = new List<string>();
        var bytes = new List<byte>();
        for (var i = 0; i < 60; i++)
        {
            var body = new string((char)('a' + (i % 26)), random.Next(4) == 0 ? random.Next(600_000) : random.Next(3000));
            expected.Add("WRITE" + body);
            bytes.AddRange(WorkerFrame.Answer("WRITE", body));
        }

        var pieces = new List<byte[]>();
        for (var at = 0; at < bytes.Count;)
        {
            var count = Math.Min(random.Next(1, 100_000), bytes.Count - at);
            pieces.Add([.. bytes.GetRange(at, count)]);
            at += count;
        }

        Assert.Equal(expected, await ReadAllAsync([.. pieces]));
    }

    [Fact]
    public async Task Frames_thatCameTogetherAreReadWithoutAnotherRead()
    {
        var stream = new PieceStream([.. WorkerFrame.Answer("WRITE", "a"), .. WorkerFrame.Answer("WRITE", "b")]);
        var reader = new FrameReader(stream);

        Assert.True(await reader.FillAsync(TestContext.Current.CancellationToken));

        Assert.Equal("WRITEa", Next(reader));
        Assert.Equal("WRITEb", Next(reader));
        Assert.Equal(FrameStatus.Incomplete, reader.TryRead(out _, out _));
        Assert.Equal(1, stream.Reads);
    }

    [Fact]
    public async Task EndOfTheStream_isTold()
    {
        var reader = new FrameReader(new PieceStream(WorkerFrame.Answer("WRITE")[..9]));

        Assert.True(await reader.FillAsync(TestContext.Current.CancellationToken));
        Assert.Equal(FrameStatus.Incomplete, reader.TryRead(out _, out _));
        Assert.False(await reader.FillAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100_000)]
    public async Task LongAnswer_isGivenAwayWithItsMemory_andWhatCameBehindItIsRead(int behind)
    {
        var body = new string('x', 300_000);
        var next = new string('y', behind);
        var reader = new FrameReader(new PieceStream([.. WorkerFrame.Answer("WRITE", body), .. WorkerFrame.Answer("WRITE", next)[..^2]], WorkerFrame.Answer("WRITE", next)[^2..], WorkerFrame.Answer("CLOSE")));
        while (reader.TryRead(out _, out _) != FrameStatus.Frame)
        {
            await reader.FillAsync(TestContext.Current.CancellationToken);
        }

        Assert.True(reader.TryGiveAway(body.Length - 1000, out var kept));

        Assert.Equal(FrameStatus.Incomplete, reader.TryRead(out _, out _));
        await reader.FillAsync(TestContext.Current.CancellationToken);
        Assert.Equal("WRITE" + next, Next(reader));
        await reader.FillAsync(TestContext.Current.CancellationToken);
        Assert.Equal("CLOSE", Next(reader));
        Assert.Equal(body[1000..], Encoding.UTF8.GetString(kept));
    }

    [Fact]
    public async Task ShortAnswer_isNotGivenAway()
    {
        var reader = new FrameReader(new PieceStream(WorkerFrame.Answer("WRITE", new string('x', 20_000))));
        await reader.FillAsync(TestContext.Current.CancellationToken);
        Assert.Equal(FrameStatus.Frame, reader.TryRead(out _, out _));

        Assert.False(reader.TryGiveAway(20_000, out _));
    }

    [Fact]
    public async Task Text_isInvalidAndShownForPeople()
    {
        var reader = new FrameReader(new PieceStream(Encoding.UTF8.GetBytes("Warning: \ta thing\r\nis n\u00f6t there\u0007\n")));
        await reader.FillAsync(TestContext.Current.CancellationToken);

        Assert.Equal(FrameStatus.Invalid, reader.TryRead(out _, out _));
        Assert.Equal(@"Warning: .a thing\r\nis nöt there.\n", reader.Rubbish());
    }

    [Fact]
    public async Task Text_afterAFrameIsShownFromItsStart()
    {
        var reader = new FrameReader(new PieceStream([.. WorkerFrame.Answer("WRITE", "a"), .. "oops"u8.ToArray(), .. new byte[2000].Select(_ => (byte)'!')]));
        await reader.FillAsync(TestContext.Current.CancellationToken);
        Assert.Equal("WRITEa", Next(reader));

        Assert.Equal(FrameStatus.Invalid, reader.TryRead(out _, out _));

        Assert.StartsWith("oops!!!", reader.Rubbish(), StringComparison.Ordinal);
        Assert.InRange(reader.Rubbish().Length, 100, 400);
    }

    [Fact]
    public async Task FrameOverTheMost_isToldByItsHeader()
    {
        var header = new byte[FrameHeader.MinSize];
        FrameHeader.Write(header, FrameFlags.None, FrameReader.MaxFrameSize);
        var reader = new FrameReader(new PieceStream(header));
        await reader.FillAsync(TestContext.Current.CancellationToken);

        Assert.Equal(FrameStatus.TooLong, reader.TryRead(out var read, out _));
        Assert.Equal(FrameReader.MaxFrameSize + FrameHeader.MinSize, read.FrameSize);
    }

    [Fact]
    public async Task ControlFrame_isReadAndAnythingElseInItsPlaceIsInvalid()
    {
        var control = new FrameReader(new PieceStream(ControlFrame.PidAnswer(77, correlates: true)));
        var answer = new FrameReader(new PieceStream(WorkerFrame.Answer("""{"pid":77}""")));
        var noJson = new FrameReader(new PieceStream(WorkerFrame.Of(FrameFlags.Control, "77")));
        foreach (var reader in new[] { control, answer, noJson })
        {
            Assert.Equal(FrameStatus.Incomplete, reader.TryReadControl(out _));
            await reader.FillAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(FrameStatus.Frame, control.TryReadControl(out var message));
        Assert.Equal(new ControlMessage(77, Stop: false, Correlates: true), message);
        Assert.Equal(FrameStatus.Invalid, answer.TryReadControl(out _));
        Assert.Equal(FrameStatus.Invalid, noJson.TryReadControl(out _));
    }

    private static async Task<List<string>> ReadAllAsync(params byte[][] pieces)
    {
        var reader = new FrameReader(new PieceStream(pieces));
        var payloads = new List<string>();
        while (await reader.FillAsync())
        {
            FrameStatus status;
            while ((status = reader.TryRead(out _, out var payload)) == FrameStatus.Frame)
            {
                payloads.Add(Encoding.UTF8.GetString(payload));
            }

            Assert.Equal(FrameStatus.Incomplete, status);
        }

        reader.Release();
        return payloads;
    }

    private static string Next(FrameReader reader)
    {
        Assert.Equal(FrameStatus.Frame, reader.TryRead(out _, out var payload));
        return Encoding.UTF8.GetString(payload);
    }
}
