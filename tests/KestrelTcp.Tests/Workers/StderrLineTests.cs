using KestrelTcp.Workers;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class StderrLineTests
{
    [Theory]
    [InlineData("plain words", LogLevel.Information)]
    [InlineData("", LogLevel.Information)]
    [InlineData("error", LogLevel.Error)]
    [InlineData("ERROR: it broke", LogLevel.Error)]
    [InlineData("  [error] it broke", LogLevel.Error)]
    [InlineData("[WARN] look", LogLevel.Warning)]
    [InlineData("warning - look", LogLevel.Warning)]
    [InlineData("notice: this", LogLevel.Information)]
    [InlineData("DEBUG x=1", LogLevel.Debug)]
    [InlineData("trace x=1", LogLevel.Debug)]
    [InlineData("CRITICAL", LogLevel.Critical)]
    [InlineData("panic: out of ideas", LogLevel.Critical)]
    [InlineData("emergency!", LogLevel.Critical)]
    [InlineData("errors are none", LogLevel.Information)]
    [InlineData("error42", LogLevel.Information)]
    [InlineData("informal talk", LogLevel.Information)]
    [InlineData("an error in the middle", LogLevel.Information)]
    public void LeadingWord_namesTheLevel(string line, LogLevel level) => Assert.Equal(level, StderrLine.Level(line));

    [Theory]
    [InlineData("PHP Warning:  Undefined variable $a in a.php on line 3", LogLevel.Warning)]
    [InlineData("PHP Deprecated:  Creation of dynamic property", LogLevel.Warning)]
    [InlineData("PHP Notice:  something", LogLevel.Information)]
    [InlineData("PHP Fatal error:  Uncaught Exception", LogLevel.Critical)]
    [InlineData("[php WARNING] look", LogLevel.Warning)]
    [InlineData("PHP is nice", LogLevel.Information)]
    public void PhpsOwnMessages_haveTheirLevel(string line, LogLevel level) => Assert.Equal(level, StderrLine.Level(line));

    [Theory]
    [InlineData("""{"level":"error","message":"a"}""", LogLevel.Error)]
    [InlineData("""{"level":"\ud800"}""", LogLevel.Information)]
    [InlineData("""{"message":"a","level_name":"WARNING","level":300}""", LogLevel.Warning)]
    [InlineData("""{"severity":"critical"}""", LogLevel.Critical)]
    [InlineData("""{"level":"debug"}""", LogLevel.Debug)]
    [InlineData("""{"level":"loud"}""", LogLevel.Information)]
    [InlineData("""{"message":"error"}""", LogLevel.Information)]
    [InlineData("""{"level":"error" """, LogLevel.Information)]
    [InlineData("{not json}", LogLevel.Information)]
    public void JsonRecord_namesTheLevel(string line, LogLevel level) => Assert.Equal(level, StderrLine.Level(line));
}
