using System.Globalization;
using System.IO.Compression;
using KestrelTcp.Configuration;

namespace KestrelTcp.Operations.Logging;

/// <summary>The full files beside a log: <c>name-TIME.ext</c>, packed and deleted in the background so that the writer thread never waits for it.</summary>
internal sealed class LogFileArchive : IDisposable
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH-mm-ss.fff";

    private readonly LogFileOptions _options;
    private readonly string _path;
    private readonly string _folder;
    private readonly string _prefix;
    private readonly string _extension;
    private Task _tidying = Task.CompletedTask;

    public LogFileArchive(string path, LogFileOptions options)
    {
        _options = options;
        _path = path;
        _folder = Path.GetDirectoryName(path)!;
        _prefix = Path.GetFileNameWithoutExtension(path) + "-";
        _extension = Path.GetExtension(path);
    }

    /// <summary>Gives the closed current file its dated name.</summary>
    public void SetAside()
    {
        var time = DateTime.UtcNow;
        string target;
        do
        {
            target = Path.Combine(_folder, _prefix + time.ToString(TimeFormat, CultureInfo.InvariantCulture) + _extension);
            time = time.AddMilliseconds(1);
        }
        while (File.Exists(target) || File.Exists(target + ".gz"));
        File.Move(_path, target);
        Tidy();
    }

    /// <summary>Packs what is to be packed, deletes what is too old or too much; returns at once.</summary>
    public void Tidy() => _tidying = _tidying.ContinueWith(_ => TidyNow(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Waits a moment for packing under way; what is left is done at the next start.</summary>
    public void Dispose() => _tidying.Wait(TimeSpan.FromSeconds(2));

    private void TidyNow()
    {
        try
        {
            var kept = 0;
            foreach (var (file, time) in Archived())
            {
                kept++;
                if ((_options.MaxBackups > 0 && kept > _options.MaxBackups) || (_options.MaxAge > 0 && time < DateTime.UtcNow.AddDays(-_options.MaxAge)))
                    File.Delete(file);
                else if (_options.Compress && !file.EndsWith(".gz", StringComparison.Ordinal))
                    Pack(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Full disk, or files of another user: logging itself goes on, and the next rotation tries again.
        }
    }

    /// <summary>Newest first; files with other names are somebody else's.</summary>
    private IEnumerable<(string File, DateTime Time)> Archived() =>
        from file in Directory.GetFiles(_folder, _prefix + "*")
        let name = Path.GetFileName(file)
        let bare = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name
        where bare.EndsWith(_extension, StringComparison.Ordinal) && bare.Length == _prefix.Length + TimeLength + _extension.Length
        let time = ParseTime(bare.AsSpan(_prefix.Length, TimeLength))
        where time is not null
        orderby time descending
        select (file, time.Value);

    private const int TimeLength = 23;

    private static DateTime? ParseTime(ReadOnlySpan<char> text) =>
        DateTime.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    private static void Pack(string file)
    {
        // Under another name until it is whole: a stop in the middle leaves the original.
        var part = file + ".part";
        using (var source = File.OpenRead(file))
        using (var target = File.Create(part))
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            source.CopyTo(gzip);
        File.Move(part, file + ".gz", overwrite: true);
        File.Delete(file);
    }
}
