using System.Globalization;

namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>A mailbox in the Maildir layout: a message is written under <c>tmp</c> and appears under <c>new</c> when it is whole and on disk.</summary>
internal sealed class Maildir(string folder, string host)
{
    // Mail is its owner's affair.
    private const UnixFileMode _folderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan _stale = TimeSpan.FromHours(36);

    private readonly string _tmp = Path.Combine(folder, "tmp");
    private readonly string _new = Path.Combine(folder, "new");
    private readonly string _cur = Path.Combine(folder, "cur");
    private int _deliveries;

    /// <summary>Makes the folders, and clears away what killed processes have left in <c>tmp</c>.</summary>
    public void Prepare()
    {
        MakeFolders();
        foreach (var file in new DirectoryInfo(_tmp).EnumerateFiles())
        {
            if (DateTime.UtcNow - file.LastWriteTimeUtc > _stale)
            {
                file.Delete();
            }
        }
    }

    /// <summary>A name that no other delivery has: time, process, count and chance.</summary>
    public string NewId(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{now.ToUnixTimeSeconds()}.M{now.Ticks / TimeSpan.TicksPerMicrosecond % 1_000_000:000000}P{Environment.ProcessId}Q{++_deliveries}R{Random.Shared.Next():x8}");

    /// <summary>Begins a message.</summary>
    /// <exception cref="IOException">It cannot be stored.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be stored.</exception>
    public MaildirDelivery Begin(string id)
    {
        var name = $"{id}.{host}";
        if (!Directory.Exists(_tmp) || !Directory.Exists(_new))
        {
            MakeFolders(); // Somebody has cleared the mailbox away while we run.
        }

        return new MaildirDelivery(Path.Combine(_tmp, name), Path.Combine(_new, name));
    }

    private void MakeFolders()
    {
        var parent = Path.GetDirectoryName(Path.GetFullPath(folder))!;
        Directory.CreateDirectory(parent);
        foreach (var path in new[] { folder, _tmp, _new, _cur })
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, _folderMode);
            }
        }

        FolderSync.Sync(folder);
        FolderSync.Sync(parent);
    }
}
