using System.CommandLine;
using KestrelTcp.Cli;
using Xunit;

namespace KestrelTcp.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void EveryVerb_hasAnExampleThatParses()
    {
        var root = CommandLine.Make();

        Assert.NotEmpty(root.Subcommands);
        foreach (var verb in root.Subcommands.Cast<Verb>())
        {
            Assert.NotEmpty(verb.Examples);
            foreach (var (line, _) in verb.Examples)
            {
                var words = line.Split(" | ")[0].Split(' ').SkipWhile(word => word != "kestreltcp").Skip(1).ToArray();
                Assert.Empty(root.Parse(words).Errors);
            }
        }
    }

    [Fact]
    public void Help_showsTheExamples()
    {
        using var output = new StringWriter();
        var code = CommandLine.Make().Parse(["reset", "--help"]).Invoke(new InvocationConfiguration { Output = output });

        Assert.Equal(0, code);
        Assert.Contains("kestreltcp reset tcp.smtp  those of the server smtp", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workers --jsn", "Unrecognized command or argument '--jsn'. Did you mean --json? `kestreltcp workers --help` shows what there is")]
    [InlineData("conections", "Unrecognized command or argument 'conections'. Did you mean connections? `kestreltcp --help` shows what there is")]
    [InlineData("nope", "Unrecognized command or argument 'nope'. `kestreltcp --help` shows what there is")]
    [InlineData("close", "Required argument missing for command: 'close'. `kestreltcp close --help` shows what there is")]
    public async Task Mistake_isOneLine(string line, string message)
    {
        var exception = await Assert.ThrowsAsync<StartupException>(() => CommandLine.RunAsync(line.Split(' ')));

        Assert.Equal(message, exception.Message);
    }

    [Fact]
    public void Server_isToldFromAnotherProgramOfItsNumber()
    {
        Assert.False(ServerProcess.Lives(Environment.ProcessId));
        Assert.False(ServerProcess.Lives(int.MaxValue));
    }
}
