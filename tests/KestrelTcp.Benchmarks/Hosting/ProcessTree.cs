using System.Globalization;
using System.Text;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>Who is whose child, and who carries a mark in the environment.</summary>
internal static class ProcessTree
{
    /// <summary>Living children of a process whose command line contains some text.</summary>
    public static IReadOnlyList<int> Children(int parent, string commandPart) =>
        [.. All().Where(pid => IsChild(pid, parent) && CommandLine(pid).Contains(commandPart, StringComparison.Ordinal))];

    public static bool IsChild(int pid, int parent) =>
        Stat(pid) is [not "Z", var owner, ..] && owner == parent.ToString(CultureInfo.InvariantCulture);

    /// <summary>Living processes whose environment holds the mark: found whoever their parent is by now.</summary>
    public static IReadOnlyList<int> Marked(string mark)
    {
        var bytes = Encoding.UTF8.GetBytes(mark);
        return [.. All().Where(pid => Read(pid, "environ").AsSpan().IndexOf(bytes) >= 0 && Stat(pid) is [not "Z", ..])];
    }

    public static string CommandLine(int pid) => Encoding.UTF8.GetString(Read(pid, "cmdline")).Replace('\0', ' ').TrimEnd();

    /// <summary>Seconds of processor time, user and system, of the process itself.</summary>
    public static double CpuSeconds(int pid)
    {
        // Of the kernel's interface, not of its scheduler: 100 on every Linux that .NET runs on.
        const double ticksPerSecond = 100;
        var stat = Stat(pid) ?? throw new InvalidOperationException($"Process {pid} is gone.");
        return (long.Parse(stat[11], CultureInfo.InvariantCulture) + long.Parse(stat[12], CultureInfo.InvariantCulture)) / ticksPerSecond;
    }

    private static IEnumerable<int> All() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0);

    /// <summary>Fields of /proc/PID/stat behind the name, which may hold anything: state, parent, group, ...</summary>
    private static string[]? Stat(int pid)
    {
        var text = Encoding.UTF8.GetString(Read(pid, "stat"));
        var end = text.LastIndexOf(')');
        return end < 0 ? null : text[(end + 2)..].Split(' ');
    }

    private static byte[] Read(int pid, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/{file}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended between the listing and now, or is not ours.
            return [];
        }
    }
}
