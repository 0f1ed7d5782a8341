using KestrelTcp.Configuration.Values;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Variables in values.</summary>
public sealed class VariableExpanderTests
{
    private static readonly VariableExpander Expander = new(new Dictionary<string, string>
    {
        ["HOST"] = "db",
        ["PORT_1"] = "5432",
        ["EMPTY"] = "",
        ["DOLLAR"] = "$HOST",
    });

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$HOST", "db")]
    [InlineData("${HOST}", "db")]
    [InlineData("tcp://${HOST}:$PORT_1/x", "tcp://db:5432/x")]
    [InlineData("${NONE:-a}", "a")]
    [InlineData("${NONE:-}", "")]
    [InlineData("${EMPTY:-a}", "a")]
    [InlineData("${EMPTY}", "")]
    [InlineData("${HOST:-a}", "db")]
    [InlineData("${NONE:-${HOST}:${NIL:-1}}", "db:1")]
    [InlineData("${NONE:-a-:-b}", "a-:-b")]
    [InlineData("$$HOST", "$HOST")]
    [InlineData("$$$HOST", "$db")]
    [InlineData("100$", "100$")]
    [InlineData("echo $1 $?", "echo $1 $?")]
    [InlineData("${DOLLAR}", "$HOST")]
    public void Text_isExpanded(string text, string expected)
    {
        var expansion = Expander.Expand(text);
        Assert.Null(expansion.Problem);
        Assert.Empty(expansion.Unset);
        Assert.Equal(expected, expansion.Text);
    }

    [Fact]
    public void UnsetVariable_expandsToNothing_andIsNamed()
    {
        var expansion = Expander.Expand("a${NONE}b$NIL-c");
        Assert.Equal("ab-c", expansion.Text);
        Assert.Equal(["NONE", "NIL"], expansion.Unset);
    }

    [Theory]
    [InlineData("${HOST")]
    [InlineData("${}")]
    [InlineData("${1}")]
    [InlineData("${HOST-x}")]
    [InlineData("${NONE:-${}}")]
    public void Text_thatCannotBeExpanded_isAProblem(string text) => Assert.NotNull(Expander.Expand(text).Problem);
}
