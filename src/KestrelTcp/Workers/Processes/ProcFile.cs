namespace KestrelTcp.Workers.Processes;

/// <summary>Small files of /proc, which appear and vanish with their processes.</summary>
internal static class ProcFile
{
    /// <summary>The file's beginning, as much as <paramref name="buffer"/> takes; empty when it is not there (any more).</summary>
    public static ReadOnlySpan<char> Read(string path, Span<char> buffer)
    {
        Span<byte> bytes = stackalloc byte[buffer.Length];
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.Read(file, bytes, 0);
            for (var i = 0; i < length; i++)
                buffer[i] = (char)bytes[i];
            return buffer[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Ended between being listed and being read, also in the middle of it (ESRCH).
            return [];
        }
    }
}
