using System.Globalization;
using System.Runtime.InteropServices;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>What the framework's Process does not tell or do: signals, groups, and who carries a mark in the environment.</summary>
internal static partial class UnixProcess
{
    /// <returns>Whether there was a process to take it.</returns>
    public static bool Send(int pid, Signal signal) => Kill(pid, (int)signal) == 0;

    public static bool Exists(int pid)
    {
        var state = Stat(pid);
        return state is not null && state[0] != "Z";
    }

    /// <summary>The process group of <paramref name="pid"/>; null when it is gone.</summary>
    public static int? GroupOf(int pid) => Stat(pid) is { } stat ? int.Parse(stat[2], CultureInfo.InvariantCulture) : null;

    /// <summary>Living processes whose environment holds <paramref name="mark"/>, so children are found whoever their parent is now.</summary>
    public static IReadOnlyList<int> Marked(string mark)
    {
        var found = new List<int>();
        var bytes = Encoding.UTF8.GetBytes(mark);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid)
                && ReadAll($"{folder}/environ").AsSpan().IndexOf(bytes) >= 0
                && Exists(pid))
            {
                found.Add(pid);
            }
        }

        return found;
    }

    /// <summary>The high-water mark of its resident memory in bytes (proc(5), VmHWM).</summary>
    public static long MostMemory(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line["VmHWM:".Length..^"kB".Length], CultureInfo.InvariantCulture) << 10;
    }

    public static string CommandLine(int pid) => Encoding.UTF8.GetString(ReadAll($"/proc/{pid}/cmdline")).Replace('\0', ' ').TrimEnd();

    public static int OpenDescriptors(int pid) => Directory.GetFiles($"/proc/{pid}/fd").Length;

    /// <summary>Fields of /proc/PID/stat after the name, which may hold anything: state, parent, group, ...</summary>
    private static string[]? Stat(int pid)
    {
        var text = Encoding.UTF8.GetString(ReadAll($"/proc/{pid}/stat"));
        var end = text.LastIndexOf(')');
        return end < 0 ? null : text[(end + 2)..].Split(' ');
    }

    private static byte[] ReadAll(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process ended between the listing and now, or is not ours.
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
