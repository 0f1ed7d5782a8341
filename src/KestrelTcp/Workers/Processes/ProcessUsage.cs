using System.Globalization;

namespace KestrelTcp.Workers.Processes;

/// <summary>Processor time of a process, as <c>ps</c> shows it.</summary>
internal static class ProcessUsage
{
    /// <summary>Of the kernel's interface, not of its scheduler: 100 on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Per cent of one processor over the life of the process; 0 when it is gone, or the system has no /proc.</summary>
    public static double CpuPercent(int pid)
    {
        Span<char> text = stackalloc char[1024];
        var stat = ProcFile.Read($"/proc/{pid}/stat", text);

        // The second field is the program's name in brackets and may hold anything, brackets and spaces too.
        var name = stat.LastIndexOf(") ");
        Span<char> up = stackalloc char[64];
        var uptime = ProcFile.Read("/proc/uptime", up);
        var space = uptime.IndexOf(' ');
        if (name < 0 || space < 0)
            return 0;
        Span<Range> fields = stackalloc Range[32];
        var rest = stat[(name + 2)..];
        if (rest.Split(fields, ' ') < 21)
            return 0;

        // Counted from the third field of the file: user time is the 14th, system time the 15th, the start the 22nd.
        var used = (Number(rest[fields[11]]) + Number(rest[fields[12]])) / TicksPerSecond;
        var age = Number(uptime[..space]) - (Number(rest[fields[19]]) / TicksPerSecond);
        return age > 0 ? 100 * used / age : 0;
    }

    private static double Number(ReadOnlySpan<char> text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
