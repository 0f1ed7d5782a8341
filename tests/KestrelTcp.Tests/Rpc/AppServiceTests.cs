using KestrelTcp.Goridge;
using KestrelTcp.Rpc.Services;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class AppServiceTests : IDisposable
{
    private readonly NotingLogger _logger = new();
    private readonly StringWriter _error = new();
    private readonly RpcBench _bench;

    public AppServiceTests() => _bench = new RpcBench(new AppService(_logger, _error));

    public void Dispose() => _error.Dispose();

    [Theory]
    [InlineData("Error", LogLevel.Error)]
    [InlineData("Warning", LogLevel.Warning)]
    [InlineData("Info", LogLevel.Information)]
    [InlineData("Debug", LogLevel.Debug)]
    public async Task Record_hasTheLevelOfItsMethod(string method, LogLevel level)
    {
        Assert.Equal("true", await _bench.JsonAsync("app." + method, "\"text {0}\""));
        Assert.Empty(await _bench.ProtoAsync($"app.{method}WithContext", new RpcLogEntry("text", [new("id", "7"), new("who", "me")]).ToBytes()));

        Assert.Equal([$"{level} text {{0}}", $"{level} text id=7 who=me"], _logger.Records);
    }

    [Fact]
    public async Task Log_isWrittenAsItIs()
    {
        Assert.Equal("true", await _bench.JsonAsync("app.Log", "\"raw\\n\""));
        await _bench.ProtoAsync("app.LogWithContext", new RpcLogEntry("text", [new("id", "7")]).ToBytes());

        Assert.Equal("raw\ntext id=7", _error.ToString());
        Assert.Empty(_logger.Records);
    }

    private sealed class NotingLogger : ILogger
    {
        public List<string> Records { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
            Records.Add(string.Join(' ', [$"{logLevel} {formatter(state, exception)}", .. fields.Select(field => $"{field.Key}={field.Value}")]));
        }
    }
}
