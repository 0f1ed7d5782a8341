using System.Text;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Operations.Logging;

public sealed class LogQueueTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly GatedOutput _output = new();
    private readonly MemoryStream _errors = new();
    private readonly LogSink _sink;
    private readonly LogChannel _channel;

    public LogQueueTests()
    {
        _sink = new LogSink(_output, _errors);
        _channel = new LogChannel(LogLevel.Debug, new RawLogFormat("\n"), _sink);
        _sink.NoticeChannel = _channel;
    }

    public void Dispose()
    {
        _sink.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Flush_afterManyThreads_everyRecordIsWrittenInItsThreadsOrder()
    {
        using var queue = new LogQueue([_sink]);
        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 1000; i++)
                queue.Add(Record($"{thread} {i}"));
        });
        Assert.True(queue.Flush(Patience));
        var lines = Lines();
        Assert.Equal(4000, lines.Length);
        for (var thread = 0; thread < 4; thread++)
            Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{thread} {i}"), lines.Where(line => line[0] == '0' + thread));
    }

    [Fact]
    public void Overflow_isCountedAndToldWhenThereIsRoom()
    {
        using var queue = new LogQueue([_sink], capacity: 10);
        _output.Open.Reset();
        queue.Add(Record("first"));
        Assert.True(_output.Reached.Wait(Patience));
        for (var i = 0; i < 25; i++)
            queue.Add(Record($"later {i}"));
        _output.Open.Set();
        Assert.True(queue.Flush(Patience));
        var lines = Lines();
        Assert.Equal("first", lines[0]);
        Assert.Equal(1, lines.Count(line => line.StartsWith("15 log records dropped", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"later {i}"), lines.Where(line => line.StartsWith("later", StringComparison.Ordinal)));
    }

    [Fact]
    public void Flush_whileTheOutputIsStuck_givesUpInTime()
    {
        using var queue = new LogQueue([_sink]);
        _output.Open.Reset();
        queue.Add(Record("stuck"));
        Assert.False(queue.Flush(TimeSpan.FromMilliseconds(50)));
        _output.Open.Set();
        Assert.True(queue.Flush(Patience));
    }

    [Fact]
    public void Dispose_writesWhatIsStillQueued()
    {
        var queue = new LogQueue([_sink]);
        for (var i = 0; i < 500; i++)
            queue.Add(Record($"{i}"));
        queue.Dispose();
        Assert.Equal(500, Lines().Length);
    }

    [Fact]
    public void BrokenOutput_isToldOnceOnTheErrorOutputAndCountedWhenItWorksAgain()
    {
        using var queue = new LogQueue([_sink]);
        _output.Broken = true;
        foreach (var text in (string[])["one", "two", "three"])
        {
            queue.Add(Record(text));
            Assert.True(queue.Flush(Patience));
        }

        _output.Broken = false;
        queue.Add(Record("four"));
        Assert.True(queue.Flush(Patience));
        Assert.Equal(["four", "3 log records dropped: they came faster than gate takes them, or it failed"], Lines());
        Assert.Equal("kestreltcp: logs cannot be written to gate: No space left on device Records are lost, and counted, until it works again.\n",
            Encoding.UTF8.GetString(_errors.ToArray()));
    }

    private LogRecord Record(string message) => new(_channel, DateTime.UtcNow, LogLevel.Information, "tcp", message);

    private string[] Lines() => _output.Written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
