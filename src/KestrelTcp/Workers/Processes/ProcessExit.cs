using System.Globalization;

namespace KestrelTcp.Workers.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Status">Status word as wait(2) gives it.</param>
internal readonly record struct ProcessExit(int Status)
{
    /// <summary>It ended itself with code 0.</summary>
    public bool IsClean => Status == 0;

    /// <summary>The signal that ended it; 0 when it ended itself.</summary>
    public int Signal => Status & 0x7f;

    public int Code => (Status >> 8) & 0xff;

    /// <inheritdoc/>
    public override string ToString() => Signal == 0
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {Code}")
        : string.Create(CultureInfo.InvariantCulture, $"signal {Signal}{Name(Signal)}");

    private static string Name(int signal) => signal switch
    {
        2 => " (SIGINT)",
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        9 => " (SIGKILL: killed, perhaps for lack of memory)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        15 => " (SIGTERM)",
        _ => "",
    };
}
