using KestrelTcp.Configuration;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Operations.Logging;

public sealed partial class RecentRecordsTests : IDisposable
{
    private static readonly DateTime Noon = new(2026, 10, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly RecentRecords _recent = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_comeNewestFirstAndTheOldestGo()
    {
        for (var i = 0; i < RecentRecords.Most + 5; i++)
            Add("pool", $"problem {i}");

        Assert.Equal(RecentRecords.Most, _recent.Problems().Count);
        Assert.Equal($"problem {RecentRecords.Most + 4}", _recent.Problems()[0].Text);
        Assert.Equal("problem 5", _recent.Problems()[^1].Text);
        Assert.Equal(2, _recent.Problems(2).Count);
    }

    [Fact]
    public void ChattyWorker_pushesNoProblemOut()
    {
        Add("pool", "worker died");
        for (var i = 0; i < 2 * RecentRecords.Most; i++)
            Add("server", $"line {i}");

        Assert.Equal("worker died", Assert.Single(_recent.Problems()).Text);
        Assert.Equal(RecentRecords.Most, _recent.WorkerOutput().Count);
    }

    [Fact]
    public void SameTextInARow_isOneRecordWithItsNumber()
    {
        foreach (var text in (string[])["a", "b", "b", "b", "a"])
            Add("tcp", text);

        Assert.Equal([("a", 1), ("b", 3), ("a", 1)], _recent.Problems().Select(record => (record.Text, record.Times)));
        Assert.Equal(Noon.AddSeconds(4), _recent.Problems()[1].Time);
    }

    [Fact]
    public void LongText_isCutBetweenCharacters()
    {
        Add("tcp", new string('x', 1999) + "\U0001F600" + new string('y', 1000));

        Assert.Equal(new string('x', 1999) + "... (1002 more characters are in the log)", Assert.Single(_recent.Problems()).Text);
    }

    [Theory]
    [InlineData(LogMode.Off, null)]
    [InlineData(LogMode.Production, LogSeverity.Panic)]
    [InlineData(LogMode.Development, null)]
    public void Problems_areRememberedWhateverTheLogSays(object mode, object? level)
    {
        using var logging = new ServiceLogging(new LogOptions { Mode = (LogMode)mode, Level = (LogSeverity?)level, Output = _folder.File("log") });
        var pool = logging.Factory.CreateLogger("KestrelTcp.Workers.Pool");
        Log(pool, LogLevel.Information, "all is well", null);
        Log(pool, LogLevel.Warning, "slow", null);
        Log(pool, LogLevel.Error, "broken", new IOException("disk full"));
        var server = logging.Factory.CreateLogger("server");
        Log(server, LogLevel.Debug, "details", null);
        Log(server, LogLevel.Information, "a line", null);

        Assert.Equal(["broken: IOException: disk full", "slow"], logging.Recent.Problems().Select(record => record.Text));
        Assert.Equal([("error", "pool"), ("warn", "pool")], logging.Recent.Problems().Select(record => (LogLevels.Name(record.Level), record.Logger)));
        Assert.Equal("a line", Assert.Single(logging.Recent.WorkerOutput()).Text);
    }

    private void Add(string logger, string text) => _recent.Add(Noon.AddSeconds(_recent.Problems().Sum(record => record.Times) + 1), LogLevel.Warning, logger, text);

    [LoggerMessage(EventId = 1, Message = "{Text}")]
    private static partial void Log(ILogger logger, LogLevel level, string text, Exception? exception);
}
