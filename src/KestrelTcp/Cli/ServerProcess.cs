namespace KestrelTcp.Cli;

/// <summary>The process of a pid file, which may have ended long ago: its number may be another program's by now.</summary>
internal static class ServerProcess
{
    private const string _name = "kestreltcp";

    /// <summary>Whether that process runs, and is a server of ours. One that has ended and waits for its parent to take notice does not.</summary>
    public static bool Lives(int pid)
    {
        try
        {
            // Empty for one that has ended.
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Any(word => Path.GetFileNameWithoutExtension(word) == _name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
