using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using KestrelTcp.Ingress;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Writing to a client that takes its time, over a pipe in the connection's place.</summary>
public sealed class ClientOutputTests
{
    private const int _pause = 64;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: _pause, resumeWriterThreshold: _pause / 2, useSynchronizationContext: false));
    private readonly ClientOutput _output;

    public ClientOutputTests() => _output = new ClientOutput(_pipe.Writer);

    [Fact]
    public async Task Bytes_arriveInTheirOrderThoughTheClientWasSlow()
    {
        var expected = new StringBuilder();
        for (var i = 0; i < 500; i++)
        {
            expected.Append(i).Append(';');
            Assert.True(Write(Encoding.ASCII.GetBytes($"{i};")));
        }

        var drained = _output.DrainAsync().AsTask();
        Assert.False(drained.IsCompleted);
        var received = await ReadAsync(expected.Length);

        Assert.Equal(expected.ToString(), received);
        Assert.Equal(expected.Length, _output.Sent);
        await drained.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Bytes_ofManyThreadsArriveWhole()
    {
        const int writers = 4;
        const int pieces = 500;
        var reading = ReadAsync(writers * pieces * 4);

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < pieces; i++)
            {
                Assert.True(Write(Encoding.ASCII.GetBytes($"{writer}{i:000}")));
            }
        })));

        var received = await reading;
        var words = received.Chunk(4).Select(word => new string(word)).ToArray();
        for (var writer = '0'; writer < '0' + writers; writer++)
        {
            Assert.Equal(Enumerable.Range(0, pieces).Select(i => $"{writer}{i:000}"), words.Where(word => word[0] == writer));
        }
    }

    [Fact]
    public async Task Drain_isDoneAtOnceWhenTheClientHasAll()
    {
        Assert.True(_output.DrainAsync().AsTask().IsCompleted);

        Assert.True(Write("abc"u8));

        Assert.True(_output.DrainAsync().AsTask().IsCompleted);
        Assert.Equal(0, _output.PendingSince);
        Assert.Equal("abc", await ReadAsync(3));
    }

    [Fact]
    public async Task PendingSince_tellsWhenTheClientStoppedTaking()
    {
        var before = Stopwatch.GetTimestamp();
        Write(new byte[_pause]);

        Assert.InRange(_output.PendingSince, before, Stopwatch.GetTimestamp());

        await ReadAsync(_pause);
        await _output.DrainAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, _output.PendingSince);
    }

    [Fact]
    public async Task TryWrite_refusesWhatWouldWaitBehindTooMuch()
    {
        Assert.True(Write(new byte[_pause], maxPending: _pause + 10));
        Assert.True(Write(new byte[10], maxPending: _pause + 10));

        Assert.False(Write([1], maxPending: _pause + 10));

        Assert.False(_output.IsBroken);
        Assert.Equal(_pause + 10, _output.Sent);
        await ReadAsync(_pause + 10);
        await _output.DrainAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.True(Write([1], maxPending: _pause + 10));
    }

    [Fact]
    public async Task ClientThatIsGone_isToldAtTheNextWrite()
    {
        await _pipe.Reader.CompleteAsync();

        Write("a"u8);

        Assert.True(_output.IsBroken);
        Assert.False(Write("b"u8));
        Assert.Equal(1, _output.Sent);
        Assert.True(_output.DrainAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task ClientThatGoesAwayWithBytesPending_endsTheDrain()
    {
        Write(new byte[_pause * 2]);
        Write(new byte[10]);
        var drained = _output.DrainAsync().AsTask();
        Assert.False(drained.IsCompleted);

        await _pipe.Reader.CompleteAsync();

        await drained.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.True(_output.IsBroken);
        Assert.False(Write("b"u8));
    }

    [Fact]
    public void Break_endsWriting()
    {
        _output.Break();

        Assert.True(_output.IsBroken);
        Assert.False(Write("a"u8));
        Assert.False(Write([]));
        Assert.Equal(0, _output.Sent);
    }

    [Fact]
    public async Task End_waitsForWhatWasTakenBefore()
    {
        Write(new byte[_pause * 2]);
        Assert.False(_output.TryEnd());
        Assert.True(Write("more"u8));

        await ReadAsync((_pause * 2) + 4);
        await _output.DrainAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));

        Assert.True(_output.TryEnd());
        Assert.False(Write("a"u8));
    }

    [Fact]
    public void Nothing_isWrittenWithoutAFlush()
    {
        Assert.True(Write([]));

        Assert.False(_pipe.Reader.TryRead(out _));
        Assert.Equal(0, _output.Sent);
    }

    private bool Write(ReadOnlySpan<byte> bytes, long maxPending = long.MaxValue) => _output.TryWrite(new AnswerBody(bytes), maxPending);

    private async Task<string> ReadAsync(int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var read = await _pipe.Reader.ReadAtLeastAsync(count, deadline.Token);
        var text = Encoding.ASCII.GetString(read.Buffer);
        _pipe.Reader.AdvanceTo(read.Buffer.End);
        Assert.Equal(count, text.Length);
        return text;
    }
}
