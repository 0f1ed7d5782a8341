using KestrelTcp.Configuration;

namespace KestrelTcp.Operations.Logging;

/// <summary>
/// A file that is set aside under a dated name when it is full, as RoadRunner's <c>file_logger_options</c> does: the current file always
/// has the configured name, so what follows it goes on following.
/// </summary>
internal sealed class RollingFileLogOutput : ILogOutput
{
    private readonly long _limit;
    private readonly LogFileArchive _archive;
    private FileStream? _file;

    public RollingFileLogOutput(string key, LogFileOptions options, long bytesPerMegabyte = 1 << 20)
    {
        Name = Path.GetFullPath(options.LogOutput);
        _limit = Math.Max(1, options.MaxSize) * bytesPerMegabyte;
        _archive = new LogFileArchive(Name, options);
        _file = LogFiles.Open(key, Name);
        _archive.Tidy();
    }

    public string Name { get; }

    public void Write(ReadOnlySpan<byte> records)
    {
        // Null after a failed rotation: each later write tries again.
        _file ??= LogFiles.Append(Name);
        if (_file.Length > 0 && _file.Length + records.Length > _limit)
        {
            _file.Dispose();
            _file = null;
            _archive.SetAside();
            _file = LogFiles.Append(Name);
        }

        _file.Write(records);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _archive.Dispose();
    }
}
