using KestrelTcp.Workers.Processes;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class CommandPathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kestreltcp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Name_isFoundInTheFirstFolderThatHasItAsAProgram()
    {
        Make("one/tool", UnixFileMode.UserRead);
        var second = Make("two/tool", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Make("three/tool", UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(second, CommandPath.Find("tool", $"{_folder}/none::{_folder}/one:{_folder}/two:{_folder}/three"));
    }

    [Fact]
    public void Name_isNoFolder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "one/tool"));

        Assert.Throws<ProcessStartException>(() => CommandPath.Find("tool", Path.Combine(_folder, "one")));
    }

    [Fact]
    public void Name_isFoundInTheUsualFoldersWithoutAPath() => Assert.EndsWith("/sh", CommandPath.Find("sh", null), StringComparison.Ordinal);

    [Fact]
    public void Name_thatIsInNoFolderIsReportedWithTheCure()
    {
        var exception = Assert.Throws<ProcessStartException>(() => CommandPath.Find("no-such-tool", _folder));

        Assert.Contains("no-such-tool is in no folder of PATH", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Cure:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FullPath_isTakenAsItIs()
    {
        var file = Make("tool", UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(file, CommandPath.Find(file, "/nowhere"));
    }

    [Fact]
    public void Path_thatIsNotThereIsReported()
    {
        Assert.Contains($"no file {_folder}/none.", Assert.Throws<ProcessStartException>(() => CommandPath.Find($"{_folder}/none", null)).Message, StringComparison.Ordinal);
        Assert.Contains($"no file ./none in {Environment.CurrentDirectory}.", Assert.Throws<ProcessStartException>(() => CommandPath.Find("./none", null)).Message, StringComparison.Ordinal);
    }

    private string Make(string name, UnixFileMode mode)
    {
        var file = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
        File.SetUnixFileMode(file, mode);
        return file;
    }
}
