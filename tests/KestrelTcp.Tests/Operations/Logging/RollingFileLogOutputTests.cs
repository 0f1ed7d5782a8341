using System.IO.Compression;
using System.Text;
using KestrelTcp.Configuration;
using KestrelTcp.Operations.Logging;
using Xunit;

namespace KestrelTcp.Tests.Operations.Logging;

public sealed class RollingFileLogOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FullFile_isSetAsideAndTheCurrentOneKeepsItsName()
    {
        Write(new LogFileOptions { LogOutput = Current, MaxSize = 1 }, "first 12345\n", "second\n");
        Assert.Equal("second\n", File.ReadAllText(Current));
        Assert.Equal("first 12345\n", File.ReadAllText(Assert.Single(Archived())));
    }

    [Fact]
    public void MaxBackups_keepsTheNewest()
    {
        Write(new LogFileOptions { LogOutput = Current, MaxSize = 1, MaxBackups = 2 }, "1 1234567890\n", "2 1234567890\n", "3 1234567890\n", "4 1234567890\n");
        Assert.Equal(["2 1234567890\n", "3 1234567890\n"], Archived().Select(File.ReadAllText));
    }

    [Fact]
    public void MaxAge_deletesOlderOnesAtStartAndNothingElse()
    {
        File.WriteAllText(_folder.File("app-2001-01-01T00-00-00.000.log"), "old");
        File.WriteAllText(_folder.File("app-2001-01-01T00-00-00.000.log.gz"), "old");
        File.WriteAllText(_folder.File("app-notes.log"), "mine");
        Write(new LogFileOptions { LogOutput = Current }, "x\n");
        Assert.Equal([_folder.File("app-notes.log")], Archived());
    }

    [Fact]
    public void Compress_packsWhatIsSetAside()
    {
        Write(new LogFileOptions { LogOutput = Current, MaxSize = 1, Compress = true }, "first 12345\n", "second\n");
        var packed = Assert.Single(Archived());
        Assert.EndsWith(".log.gz", packed, StringComparison.Ordinal);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(packed), CompressionMode.Decompress));
        Assert.Equal("first 12345\n", reader.ReadToEnd());
    }

    [Fact]
    public void ExistingFile_isContinued()
    {
        File.WriteAllText(Current, "old\n");
        Write(new LogFileOptions { LogOutput = Current }, "new\n");
        Assert.Equal("old\nnew\n", File.ReadAllText(Current));
    }

    private string Current => _folder.File("app.log");

    private string[] Archived() => [.. Directory.GetFiles(_folder.Path, "app-*").Order(StringComparer.Ordinal)];

    // With a "megabyte" of ten bytes the tests stay small.
    private static void Write(LogFileOptions options, params string[] records)
    {
        using var output = new RollingFileLogOutput("logs.file_logger_options.log_output", options, bytesPerMegabyte: 10);
        foreach (var record in records)
            output.Write(Encoding.UTF8.GetBytes(record));
    }
}
