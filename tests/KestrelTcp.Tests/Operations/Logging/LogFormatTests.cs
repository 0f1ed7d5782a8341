using System.Buffers;
using System.Text;
using System.Text.Json;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Operations.Logging;

public sealed class LogFormatTests
{
    private static readonly DateTime Time = new(2026, 10, 1, 12, 0, 0, 123, DateTimeKind.Utc);

    [Theory]
    [InlineData(LogLevel.Debug, "2026-10-01T12:00:00.123Z DEBUG tcp      hello\n")]
    [InlineData(LogLevel.Information, "2026-10-01T12:00:00.123Z INFO  tcp      hello\n")]
    [InlineData(LogLevel.Warning, "2026-10-01T12:00:00.123Z WARN  tcp      hello\n")]
    [InlineData(LogLevel.Error, "2026-10-01T12:00:00.123Z ERROR tcp      hello\n")]
    [InlineData(LogLevel.Critical, "2026-10-01T12:00:00.123Z PANIC tcp      hello\n")]
    public void Console_isTimeLevelLoggerMessage(LogLevel level, string expected) =>
        Assert.Equal(expected, Format(new ConsoleLogFormat("\n", colours: false), Record("hello", level)));

    [Fact]
    public void Console_withColours_coloursTheLevelOnly() =>
        Assert.Equal("2026-10-01T12:00:00.123Z \e[33mWARN \e[0m tcp      hello\n", Format(new ConsoleLogFormat("\n", colours: true), Record("hello", LogLevel.Warning)));

    [Theory]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("a\r\nb\t", "a\\r\\nb\\t")]
    [InlineData("\e[2J\0\u007f\u009b", "\\x1b[2J\\x00\\x7f\\x9b")]
    [InlineData("a\u2028b\u202ec", "a\\u2028b\\u202ec")]
    [InlineData("grün \\n 日本 😀", "grün \\n 日本 😀")]
    public void Console_messageFromOutside_staysOneHarmlessLine(string message, string expected) =>
        Assert.Equal($"2026-10-01T12:00:00.123Z INFO  tcp      {expected}\n", Format(new ConsoleLogFormat("\n", colours: false), Record(message)));

    [Fact]
    public void Console_withError_showsItAndIndentsTheStack() =>
        Assert.Equal("2026-10-01T12:00:00.123Z INFO  tcp      failed: IOException: no\\nluck\n    at A()\n    at B()\n",
            Format(new ConsoleLogFormat("\n", colours: false), Record("failed") with { Error = "IOException: no\nluck", Stack = "   at A()\r\n   at B()" }));

    [Fact]
    public void Console_withFieldsOutsideOfTheMessage_showsThem() =>
        Assert.Equal("2026-10-01T12:00:00.123Z INFO  tcp      paid id=7 who=a\\nb\n",
            Format(new ConsoleLogFormat("\n", colours: false), Record("paid") with { Fields = [new("id", 7L), new("who", "a\nb")] }));

    [Fact]
    public void Json_hasRoadRunnersKeysFirst() =>
        Assert.Equal("{\"level\":\"info\",\"ts\":1790856000123000000,\"logger\":\"tcp\",\"msg\":\"it's <é>\"}\n", Format(new JsonLogFormat("\n"), Record("it's <é>")));

    [Theory]
    [InlineData(LogLevel.Debug, "debug")]
    [InlineData(LogLevel.Warning, "warn")]
    [InlineData(LogLevel.Error, "error")]
    [InlineData(LogLevel.Critical, "panic")]
    public void Json_level_hasRoadRunnersName(LogLevel level, string expected) =>
        Assert.Equal(expected, JsonDocument.Parse(Format(new JsonLogFormat("\n"), Record("x", level))).RootElement.GetProperty("level").GetString());

    [Fact]
    public void Json_fields_areExtraKeysWithTypes()
    {
        var record = Record("x") with
        {
            Fields = [new("Pid", 12), new("RemoteAddr", "a\nb"), new("bytesIn", 3L), new("Share", 0.5), new("Ok", true), new("Uuid", null), new("Level", "mine")],
            Error = "bad",
            Stack = "at A()",
        };
        Assert.EndsWith(
            "\"msg\":\"x\",\"pid\":12,\"remote_addr\":\"a\\nb\",\"bytes_in\":3,\"share\":0.5,\"ok\":true,\"uuid\":null,\"level_\":\"mine\",\"error\":\"bad\",\"stacktrace\":\"at A()\"}\n",
            Format(new JsonLogFormat("\n"), record), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_anyMessage_isValidAndOneLine()
    {
        // Not in attributes: those cannot hold half a surrogate pair.
        foreach (var (message, read) in (ReadOnlySpan<(string, string)>)[("cut \ud83d", "cut \ufffd"), ("\udc00 cut", "\ufffd cut"), ("whole 😀\0\e\u009b", "whole 😀\0\e\u009b")])
        {
            var line = Format(new JsonLogFormat("\n"), Record(message));
            Assert.Equal(read, JsonDocument.Parse(line).RootElement.GetProperty("msg").GetString());
            Assert.DoesNotContain(line[..^1], char.IsControl);
        }
    }

    [Fact]
    public void Raw_isTheMessageAlone() =>
        Assert.Equal("a\nb\r\n", Format(new RawLogFormat("\r\n"), Record("a\nb")));

    private static LogRecord Record(string message, LogLevel level = LogLevel.Information) => new(null!, Time, level, "tcp", message);

    private static string Format(ILogFormat format, LogRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Write(record, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
