using CsCheck;
using KestrelTcp.Configuration.Values;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Shell-like quoting of commands.</summary>
public sealed class CommandSplitterTests
{
    [Theory]
    [InlineData("php worker.php", "php|worker.php")]
    [InlineData("  php \t worker.php\n", "php|worker.php")]
    [InlineData("php 'my worker.php'", "php|my worker.php")]
    [InlineData("php \"my worker.php\"", "php|my worker.php")]
    [InlineData("php my\\ worker.php", "php|my worker.php")]
    [InlineData("php --name=\"a b\"c", "php|--name=a bc")]
    [InlineData("php ''", "php|")]
    [InlineData("sh -c 'echo \"$1\"'", "sh|-c|echo \"$1\"")]
    [InlineData("a \"it's\" 'say \"x\"'", "a|it's|say \"x\"")]
    [InlineData("a \"\\\"\\\\\\n\"", "a|\"\\\\n")]
    [InlineData("a '\\n'", "a|\\n")]
    [InlineData("php -d memory=1,2", "php|-d|memory=1,2")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    public void Command_isSplit(string command, string? words) =>
        Assert.Equal(words?.Split('|') ?? [], CommandSplitter.Split(command, out _)!);

    [Theory]
    [InlineData("php 'worker", "the command has a single quote that is never closed")]
    [InlineData("php \"worker", "the command has a double quote that is never closed")]
    [InlineData("php worker\\", "the command ends in a backslash")]
    public void Command_leftOpen_isRefused(string command, string problem)
    {
        Assert.Null(CommandSplitter.Split(command, out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void Words_inSingleQuotes_comeBackTheSame() =>
        Gen.String.Where(text => !text.Contains('\'', StringComparison.Ordinal)).Array[1, 5].Sample(words =>
            CommandSplitter.Split(string.Join(' ', words.Select(word => $"'{word}'")), out _)!.SequenceEqual(words));
}
