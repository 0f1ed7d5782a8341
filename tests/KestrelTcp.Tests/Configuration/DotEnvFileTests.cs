using KestrelTcp.Configuration;
using KestrelTcp.Configuration.Values;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Files of <c>--dotenv</c>.</summary>
public sealed class DotEnvFileTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("export A=1", "1")]
    [InlineData("  A = 1  ", "1")]
    [InlineData("A=", "")]
    [InlineData("A=a b # comment", "a b")]
    [InlineData("A=a#b", "a#b")]
    [InlineData("A='a # b' # comment", "a # b")]
    [InlineData("A='a\\n$X'", "a\\n$X")]
    [InlineData("A=\"a\\n\\\"b\\\"\\\\\"", "a\n\"b\"\\")]
    [InlineData("A=\"one\r\ntwo\"\nB=2", "one\ntwo")]
    [InlineData("# A=0\n\nA=x=y", "x=y")]
    [InlineData("A=1\nA=2", "2")]
    public void Line_isParsed(string text, string value)
    {
        var variables = DotEnvFile.Parse(text, (line, what) => Assert.Fail($"{line}: {what}"));
        Assert.Equal(value, variables["A"]);
    }

    [Theory]
    [InlineData("A=1\nnonsense", 2)]
    [InlineData("1A=1", 1)]
    [InlineData("=1", 1)]
    [InlineData("\nA='open", 2)]
    public void Line_thatIsNone_isToldWithItsNumber(string text, int expected)
    {
        var lines = new List<int>();
        DotEnvFile.Parse(text, (line, _) => lines.Add(line));
        Assert.Equal([expected], lines);
    }

    [Fact]
    public void QuotedValueOverLines_leavesTheNextLineAlone() =>
        Assert.Equal("2", DotEnvFile.Parse("A=\"x\ny\n\"\nB=2", (_, what) => Assert.Fail(what))["B"]);

    [Fact]
    public void File_givesVariables_andTheEnvironmentWins()
    {
        using var folder = new ConfigFolder(Config.Minimal.Replace("127.0.0.1:1025", "$HOST:$PORT", StringComparison.Ordinal));
        var dotenv = folder.Write(".env", "HOST=127.0.0.2\nPORT=9\n");

        var result = folder.Load(new Dictionary<string, string> { ["HOST"] = "127.0.0.3" }, dotenv);

        Assert.Empty(result.Problems);
        Assert.Equal("tcp://127.0.0.3:9", result.Options!.Tcp.Servers[0].Address.ToString());
        Assert.Equal(new Dictionary<string, string> { ["PORT"] = "9" }, result.DotEnv);
    }

    [Fact]
    public void MissingFile_isAnErrorThatNamesTheFlag()
    {
        using var folder = new ConfigFolder(Config.Minimal);
        var problem = Assert.Single(folder.Load(dotenv: folder.PathOf("none.env")).Problems);
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.EndsWith("none.env does not exist", problem.What, StringComparison.Ordinal);
        Assert.Contains("--dotenv", problem.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongLine_isToldWithFileAndLine()
    {
        using var folder = new ConfigFolder(Config.Minimal);
        var dotenv = folder.Write(".env", "A=1\nnonsense\n");
        var problem = Assert.Single(folder.Load(dotenv: dotenv).Problems);
        Assert.Equal((dotenv, 2), (problem.File, problem.Line));
    }
}
