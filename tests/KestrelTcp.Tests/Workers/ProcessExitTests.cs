using KestrelTcp.Workers.Processes;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class ProcessExitTests
{
    [Theory]
    [InlineData(0x0000, "exit code 0", true)]
    [InlineData(0x0100, "exit code 1", false)]
    [InlineData(0xff00, "exit code 255", false)]
    [InlineData(0x0009, "signal 9 (SIGKILL: killed, perhaps for lack of memory)", false)]
    [InlineData(0x000f, "signal 15 (SIGTERM)", false)]
    [InlineData(0x008b, "signal 11 (SIGSEGV)", false)]
    [InlineData(0x0086, "signal 6 (SIGABRT)", false)]
    [InlineData(0x000d, "signal 13 (SIGPIPE)", false)]
    [InlineData(0x001f, "signal 31", false)]
    public void Status_isToldInWords(int status, string text, bool clean)
    {
        var exit = new ProcessExit(status);

        Assert.Equal(text, exit.ToString());
        Assert.Equal(clean, exit.IsClean);
    }
}
