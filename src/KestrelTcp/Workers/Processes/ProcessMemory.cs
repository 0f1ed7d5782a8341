using System.Globalization;

namespace KestrelTcp.Workers.Processes;

/// <summary>Resident memory of a process, read where the kernel keeps it.</summary>
internal static class ProcessMemory
{
    /// <summary>Bytes; 0 when the process is gone, or the system has no /proc.</summary>
    public static long Resident(int pid)
    {
        Span<char> text = stackalloc char[256];
        var statm = ProcFile.Read($"/proc/{pid}/statm", text);
        var space = statm.IndexOf(' ');
        if (space < 0)
            return 0;
        var pages = statm[(space + 1)..];
        var end = pages.IndexOf(' ');
        return end > 0 && long.TryParse(pages[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count * Environment.SystemPageSize : 0;
    }
}
