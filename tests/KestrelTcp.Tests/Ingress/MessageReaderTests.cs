using System.IO.Pipelines;
using System.Text;
using KestrelTcp.Ingress.Framing;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>How reading ends otherwise than by the client, and what becomes of what has been read.</summary>
public sealed class MessageReaderTests
{
    private readonly Pipe _pipe = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 64, resumeWriterThreshold: 32, useSynchronizationContext: false));
    private readonly MessageReader _reader;

    public MessageReaderTests() => _reader = new SplitReader(_pipe.Reader, "\n"u8.ToArray(), maxMessageSize: 1000);

    [Fact]
    public async Task Drain_handsOutTheWholeMessagesThatHaveArrivedAndDropsTheRest()
    {
        await WriteAsync("one\ntwo\n");
        Assert.Equal("one\n", await NextAsync());
        await WriteAsync("three\nhalf");

        _reader.Drain();

        Assert.Equal("two\n", await NextAsync());
        Assert.Equal("three\n", await NextAsync());
        Assert.Equal("Interrupted", await NextAsync());
        Assert.True(_reader.Message.IsEmpty);
    }

    [Fact]
    public async Task Drain_endsAReadThatWaits()
    {
        await WriteAsync("half");
        var waiting = NextAsync();
        Assert.False(waiting.IsCompleted);

        _reader.Drain();

        Assert.Equal("Interrupted", await waiting);
    }

    [Fact]
    public async Task Drain_beforeTheFirstReadStillHandsOutWhatHasArrived()
    {
        await WriteAsync("one\ntwo\n");

        _reader.Drain();

        Assert.Equal("one\n", await NextAsync());
        Assert.Equal("two\n", await NextAsync());
        Assert.Equal("Interrupted", await NextAsync());
    }

    [Fact]
    public async Task Drain_looksOnceAndThenTakesNothingMore()
    {
        await WriteAsync("one\n");
        _reader.Drain();
        Assert.Equal("one\n", await NextAsync());

        await WriteAsync("two\n");

        Assert.Equal("Interrupted", await NextAsync());
    }

    [Fact]
    public async Task Drain_afterTheClientsEndTellsTheEnd()
    {
        await WriteAsync("one\nrest");
        await _pipe.Writer.CompleteAsync();

        _reader.Drain();

        Assert.Equal("one\n", await NextAsync());
        Assert.Equal("EndOfInput rest", await NextAsync());
        Assert.True(_reader.Completed);
    }

    [Fact]
    public async Task Interrupt_endsAReadThatWaits()
    {
        var waiting = NextAsync();

        _reader.Interrupt();

        Assert.Equal("Interrupted", await waiting);
    }

    [Fact]
    public async Task Interrupt_keepsWholeMessagesBack()
    {
        await WriteAsync("one\ntwo\n");
        Assert.Equal("one\n", await NextAsync());

        _reader.Interrupt();

        Assert.Equal("Interrupted", await NextAsync());
        Assert.True(_reader.Message.IsEmpty);
    }

    [Fact]
    public async Task Discard_letsEverythingReadGoSoThatTheWriterGoesOn()
    {
        var writing = WriteAsync("one\n" + new string('x', 100));
        Assert.Equal("one\n", await NextAsync());
        Assert.False(writing.IsCompleted);

        _reader.Discard();

        await writing.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(_pipe.Reader.TryRead(out _));
        await WriteAsync("two\n");
        Assert.Equal("two\n", await NextAsync());
    }

    [Fact]
    public async Task Discard_withNothingReadDoesNothing()
    {
        _reader.Discard();

        await WriteAsync("one\n");
        Assert.Equal("one\n", await NextAsync());
    }

    [Fact]
    public async Task Message_isHeldUntilTheNextIsAskedFor()
    {
        var writing = WriteAsync(new string('x', 80) + "\n");
        Assert.Equal(81, (await NextAsync()).Length);
        Assert.False(writing.IsCompleted);

        var next = NextAsync();

        await writing.WaitAsync(TimeSpan.FromSeconds(5));
        await WriteAsync("b\n");
        Assert.Equal("b\n", await next);
    }

    [Fact]
    public async Task Received_countsEachByteOnce()
    {
        await WriteAsync("one\ntw");
        await NextAsync();
        var next = NextAsync();
        Assert.Equal(6, _reader.Received);
        await WriteAsync("o\nthree\n");
        await next;
        await NextAsync();

        Assert.Equal(14, _reader.Received);
        Assert.InRange(Environment.TickCount64 - _reader.ReceivedAt, 0, 60_000);
    }

    private async Task WriteAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>A message's text, or the status with what is left over.</summary>
    private async Task<string> NextAsync()
    {
        var status = await _reader.NextAsync().WaitAsync(TimeSpan.FromSeconds(10));
        var text = Encoding.Latin1.GetString(_reader.Message);
        return status == MessageStatus.Message ? text : $"{status} {text}".TrimEnd();
    }
}
