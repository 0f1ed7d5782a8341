namespace KestrelTcp.Operations.Logging;

/// <summary>Opens log files; one that cannot be opened is a mistake to be told at start.</summary>
internal static class LogFiles
{
    /// <param name="key">The setting that names the file, for the message.</param>
    /// <param name="path">Relative to the working folder.</param>
    public static FileStream Open(string key, string path)
    {
        try
        {
            return Append(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new StartupException($"{key} {path}: the file cannot be written: {e.Message} Cure: name a file in a folder that this user may write to, or use stderr.", e);
        }
    }

    /// <summary>Unbuffered, so that a record is in the file when its write returns; others may read, move or delete it meanwhile.</summary>
    public static FileStream Append(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new FileStream(full, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }
}
