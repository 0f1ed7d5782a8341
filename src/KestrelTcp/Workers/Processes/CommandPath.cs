namespace KestrelTcp.Workers.Processes;

/// <summary>Finds the file that a command's first word means.</summary>
internal static class CommandPath
{
    private const string _defaultPath = "/usr/local/bin:/usr/bin:/bin";
    private const UnixFileMode _anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <exception cref="ProcessStartException">There is no such file, or it is not executable.</exception>
    public static string Find(string program, string? searchPath)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program)
                ? program
                : throw new ProcessStartException(
                    $"command not found: there is no file {program}{(Path.IsPathRooted(program) ? "" : $" in {Environment.CurrentDirectory}")}. Cure: correct server.command (or pool.command)");
        }

        foreach (var folder in (searchPath ?? _defaultPath).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var candidate = Path.Combine(folder, program);
            if (File.Exists(candidate) && (File.GetUnixFileMode(candidate) & _anyExecute) != 0)
            {
                return candidate;
            }
        }

        throw new ProcessStartException(
            $"command not found: {program} is in no folder of PATH. Cure: install it, or write its full path into server.command (or pool.command)");
    }
}
