using KestrelTcp.Cli;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary><c>kestreltcp validate</c>.</summary>
public sealed class ValidateCommandTests
{
    [Fact]
    public void ValidFile_isExitZero_andOneLine()
    {
        using var folder = new ConfigFolder(Config.Minimal);
        Assert.Equal((0, "", $"{folder.Main} is valid.\n"), Run(folder));
    }

    [Fact]
    public void Warning_isExitZero()
    {
        using var folder = new ConfigFolder(Config.Minimal + "http: {}\n");
        var (code, _, stderr) = Run(folder);
        Assert.Equal(0, code);
        Assert.StartsWith($"{folder.Main}:8:1: warning: these sections belong", stderr, StringComparison.Ordinal);
        Assert.EndsWith($"{folder.Main} is valid, with 1 warning.\n", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_areExitOne_eachOnALineOfItsOwn()
    {
        using var folder = new ConfigFolder(Config.Minimal + "  pool: {num_workers: -1, fence: x}\nhttp: {}\n");
        var (code, stdout, stderr) = Run(folder, print: true);
        Assert.Equal((1, ""), (code, stdout));
        Assert.Equal(
            $"{folder.Main}:8:23: error: tcp.pool.num_workers: -1 is out of range. Cure: give a whole number from 0 to 500.",
            stderr.Split('\n')[0]);
        Assert.EndsWith($"{folder.Main} is not valid: 2 errors, 1 warning.\n", stderr, StringComparison.Ordinal);
        Assert.Equal(5, stderr.Split('\n').Length);
    }

    [Fact]
    public void MissingFile_isExitOne_withTheCure()
    {
        using var folder = new ConfigFolder(Config.Minimal);
        File.Delete(folder.Main);
        var (code, _, stderr) = Run(folder);
        Assert.Equal(1, code);
        Assert.StartsWith($"{folder.Main}: error: the file {folder.Main} does not exist. Cure: create it, or give the path of another with -c.\n", stderr, StringComparison.Ordinal);
    }

    [Fact]
    public void Print_isOnStdoutAlone()
    {
        using var folder = new ConfigFolder(Config.Minimal);
        var (code, stdout, stderr) = Run(folder, print: true);
        Assert.Equal((0, $"{folder.Main} is valid.\n"), (code, stderr));
        Assert.StartsWith("version: \"3\"\nserver:\n  command: [\"php\", \"worker.php\"]\n", stdout, StringComparison.Ordinal);
    }

    private static (int Code, string Stdout, string Stderr) Run(ConfigFolder folder, bool print = false)
    {
        using var stdout = new StringWriter();
        using var stderr = new StringWriter();
        var code = ValidateCommand.Run(folder.Main, [], null, print, stdout, stderr);
        return (code, stdout.ToString(), stderr.ToString());
    }
}
