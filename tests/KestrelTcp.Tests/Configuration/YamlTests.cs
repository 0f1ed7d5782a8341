using CsCheck;
using KestrelTcp.Configuration;
using KestrelTcp.Configuration.Nodes;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>YAML itself: syntax errors, duplicates, anchors, empty files.</summary>
public sealed class YamlTests
{
    [Theory]
    [InlineData("version: \"3\"\nserver: {command: x\ntcp: {}\n", 2, "this is not YAML")]
    [InlineData("version: \"3\"\nserver:\n\tcommand: x\n", 3, "this is not YAML")]
    [InlineData("version: \"3\n", 1, "this is not YAML")]
    [InlineData("version: '3'\n---\nversion: '3'\n", 2, "a second document begins here")]
    [InlineData("? [a, b]\n: c\n", 1, "a key must be")]
    public void SyntaxError_isOneProblemWithItsLine(string yaml, int line, string what)
    {
        var problem = Config.OnlyProblem(yaml);
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.Equal(line, problem.Line);
        Assert.True(problem.Column > 0);
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Tab_isCuredWithSpaces() =>
        Assert.Contains("spaces", Config.OnlyProblem("version: \"3\"\nserver:\n\tcommand: x\n").Cure, StringComparison.Ordinal);

    [Theory]
    [InlineData("just text")]
    [InlineData("- a\n- b\n")]
    public void File_withoutKeys_isAnError(string yaml) =>
        Assert.Equal("the file does not hold keys", Config.OnlyProblem(yaml).What);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    public void EmptyFile_lacksEverything(string yaml) =>
        Assert.Equal(["version", "server", "tcp"], Config.Load(yaml).Problems.Select(problem => problem.Path));

    [Fact]
    public void DuplicateKeys_areAllTold_eachWithTheFirstLine()
    {
        var problems = Config.Load(Config.Minimal + Config.Lines(
            "      Addr: 127.0.0.1:2",
            "    SMTP: {addr: 127.0.0.1:3}",
            "server: {command: y}")).Problems;
        Assert.Equal(
            [(8, 7, "tcp.servers.smtp.addr"), (9, 5, "tcp.servers.smtp"), (10, 1, "server")],
            problems.Select(problem => (problem.Line, problem.Column, problem.Path)));
        Assert.Equal(["line 7", "line 6", "line 2"], problems.Select(problem => problem.What[problem.What.IndexOf("line", StringComparison.Ordinal)..problem.What.IndexOf(')', StringComparison.Ordinal)]));
        Assert.All(problems, problem => Assert.Equal(ProblemSeverity.Error, problem.Severity));
    }

    [Fact]
    public void AnchorsAndMergeKeys_areFollowed()
    {
        var options = Config.Valid("""
            version: "3"
            server: {command: x}
            tcp:
              servers:
                a: &base {addr: ":1", framing: split, backlog: 7}
                b: {<<: *base, addr: ":2"}
            """);
        Assert.Equal([(":1", 7), (":2", 7)], options.Tcp.Servers.Select(server => ($":{server.Address.Port}", server.Backlog)));
        Assert.All(options.Tcp.Servers, server => Assert.Equal(FramingKind.Split, server.Framing));
    }

    [Theory]
    [InlineData("&a {x: *a}")]
    [InlineData("*nothing")]
    public void Alias_withoutItsAnchor_isAnError(string value) =>
        Assert.Contains("has no anchor", Config.OnlyProblem($"version: {value}\n").What, StringComparison.Ordinal);

    [Fact]
    public void AnyText_isReadOrRefused_withoutAnException() =>
        Gen.String[Gen.Char["abc:- \n\t{}[],'\"&*?|>!%@#$~<.3\\"], 0, 60].Sample(text =>
        {
            var problems = new ProblemList();
            return YamlTreeReader.Read(text, "x", true, "", problems) is not null || problems.HasErrors;
        }, iter: 20000);

    [Fact]
    public void Tag_thatIsNoUri_isAProblem() =>
        Assert.Contains("tag", Config.OnlyProblem("!!::,[[&&*&").What, StringComparison.Ordinal);

    [Fact]
    public void DeepNesting_isAnError() =>
        Assert.Contains("nested", Config.OnlyProblem("x: " + new string('[', 5000) + "\n").What, StringComparison.Ordinal);

    [Fact]
    public void KeysAndNames_inAnyCase_areTheSame()
    {
        var options = Config.Valid("VERSION: '3'\nServer: {Command: x}\nTCP: {Servers: {SMTP: {Addr: ':1'}}, Pool: {Num_Workers: 3}}\n");
        Assert.Equal("smtp", options.Tcp.Servers[0].Name);
        Assert.Equal(3, options.Tcp.Pool.NumWorkers);
    }
}
