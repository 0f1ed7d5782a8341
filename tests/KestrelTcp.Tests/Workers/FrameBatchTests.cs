using System.Buffers;
using KestrelTcp.Goridge;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

/// <summary>What is written to a worker: whole headers, in writes that a pipe takes whole.</summary>
public sealed class FrameBatchTests : IDisposable
{
    private readonly WriteRecorder _stream = new();

    public static TheoryData<int, bool, bool> Ways => new(
        from seed in Enumerable.Range(1, 12)
        select (seed, seed % 2 == 0, seed % 3 == 0));

    public void Dispose() => _stream.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Header_isNeverCutNorInAWriteOverTheAtomicSize(int seed, bool correlates, bool fenced)
    {
        var random = new Random(seed);
        var fence = fenced ? ControlFrame.PidRequest(1234567) : [];
        var batch = new FrameBatch(_stream, correlates, fence);
        var events = new List<(FakeEvent Item, byte[] Context, byte[] Body)>();
        for (var i = 0; i < 80; i++)
        {
            var (item, context, body) = MakeEvent(random);
            item.Sequence = (uint)i;
            item.Writing = true;
            events.Add((item, context, body));
            await batch.AddAsync(item);
            Assert.False(item.Writing);
            if (random.Next(6) == 0)
            {
                await batch.FlushAsync();
                Assert.Equal(_stream.All.Length, batch.Written);
            }
        }

        await batch.AddAsync(ControlFrame.Stop());
        await batch.FlushAsync();

        var all = _stream.All;
        Assert.Equal(all.Length, batch.Written);
        var at = 0;
        foreach (var (item, context, body) in events)
        {
            Assert.Equal(at, item.StreamOffset);
            AssertHeaderIsWhole(at, correlates ? 20 : 16);
            FrameHeader.TryRead(all.AsSpan(at), out var header);
            Assert.Equal((correlates ? 2 : 1, FrameFlags.None), (header.OptionCount, header.Flags));
            Assert.Equal((uint)context.Length, header.Option0);
            Assert.Equal(correlates ? item.Sequence : 0, header.Option1);
            Assert.Equal([.. context, .. body], all[(at + header.Size)..(at += (int)header.FrameSize)]);
            if (fenced)
            {
                AssertHeaderIsWhole(at, FrameHeader.MinSize);
                Assert.Equal(fence, all[at..(at += fence.Length)]);
            }
        }

        AssertHeaderIsWhole(at, FrameHeader.MinSize);
        Assert.Equal(ControlFrame.Stop(), all[at..]);
    }

    [Fact]
    public async Task SmallEvents_goTogetherInOneWrite()
    {
        var batch = new FrameBatch(_stream, correlates: false, ControlFrame.PidRequest(1));
        for (var i = 0; i < 16; i++)
        {
            await batch.AddAsync(new FakeEvent("{\"event\":\"", "DATA\"}", new ReadOnlySequence<byte>(new byte[100])));
        }

        Assert.Empty(_stream.Writes);
        Assert.Equal(0, batch.Written);
        await batch.FlushAsync();

        Assert.Single(_stream.Writes);
        Assert.Equal(_stream.Writes[0].Length, batch.Written);
    }

    [Fact]
    public async Task Flush_ofNothingWritesNothing()
    {
        await new FrameBatch(_stream, correlates: false, []).FlushAsync();

        Assert.Empty(_stream.Writes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Event_thatFillsTheBatchToTheByteIsOneWrite(int over)
    {
        var fence = ControlFrame.PidRequest(1);
        var batch = new FrameBatch(_stream, correlates: false, fence);
        var room = FrameBatch.AtomicSize - FrameHeader.SizeOf(1) - 2 - fence.Length;

        await batch.AddAsync(new FakeEvent("{", "}", new ReadOnlySequence<byte>(new byte[room + over])));
        await batch.FlushAsync();

        Assert.Equal(over == 0, _stream.Writes.Count == 1);
        Assert.Equal(FrameBatch.AtomicSize + over, _stream.All.Length);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    [InlineData(70_000)]
    public async Task Event_isWhollyGivenWhenItsLastByteLeaves(int around)
    {
        for (var size = around - 50; size < around + 50; size++)
        {
            await using var stream = new WriteRecorder();
            var batch = new FrameBatch(stream, correlates: false, ControlFrame.PidRequest(1));
            var item = new FakeEvent("{", "}", new ReadOnlySequence<byte>(new byte[size - FrameHeader.SizeOf(1) - 2])) { Writing = true };
            var told = false;
            stream.Written = written =>
            {
                // A worker may answer now.
                told = written >= size;
                Assert.Equal(!told, item.Writing);
            };

            await batch.AddAsync(item);
            await batch.FlushAsync();

            Assert.True(told);
        }
    }

    [Fact]
    public async Task Stream_thatFailsFailsTheCaller()
    {
        var batch = new FrameBatch(new BrokenStream(), correlates: false, []);
        await batch.AddAsync(new FakeEvent("{", "}"));

        await Assert.ThrowsAsync<IOException>(async () => await batch.FlushAsync());
        Assert.Equal(0, batch.Written);
    }

    /// <summary>Sizes where something may go wrong: nothing, about the atomic size, about a pipe's size, in one segment or several.</summary>
    private static (FakeEvent Item, byte[] Context, byte[] Body) MakeEvent(Random random)
    {
        var head = "{\"remote_addr\":\"" + new string('r', random.Next(300));
        var tail = "\",\"event\":\"" + new string('t', random.Next(40)) + "\"}";
        var body = new byte[random.Next(5) switch
        {
            0 => 0,
            1 => random.Next(200),
            2 => FrameBatch.AtomicSize + random.Next(-500, 100),
            3 => (64 << 10) + random.Next(-500, 500),
            _ => random.Next(10_000),
        }];
        random.NextBytes(body);
        return (new FakeEvent(head, tail, Cut(body, random)), System.Text.Encoding.UTF8.GetBytes(head + tail), body);
    }

    private static ReadOnlySequence<byte> Cut(byte[] body, Random random)
    {
        var first = new Segment(body.AsMemory(0, body.Length / 3), null);
        var second = new Segment(body.AsMemory(body.Length / 3, body.Length / 3), first);
        var third = new Segment(body.AsMemory(body.Length / 3 * 2), second);
        return random.Next(2) == 0 ? new ReadOnlySequence<byte>(body) : new ReadOnlySequence<byte>(first, 0, third, third.Memory.Length);
    }

    private void AssertHeaderIsWhole(int at, int size)
    {
        var start = 0;
        foreach (var write in _stream.Writes)
        {
            if (at < start + write.Length)
            {
                Assert.True(at + size <= start + write.Length, $"the header at {at} is cut at {start + write.Length}");
                Assert.InRange(write.Length, size, FrameBatch.AtomicSize);
                return;
            }

            start += write.Length;
        }

        Assert.Fail($"there is no header at {at}");
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new IOException("Broken pipe"));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                before.Next = this;
                RunningIndex = before.RunningIndex + before.Memory.Length;
            }
        }
    }
}
