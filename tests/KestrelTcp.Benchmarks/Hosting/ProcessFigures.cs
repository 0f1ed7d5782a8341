using System.Globalization;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>What the kernel says of a process.</summary>
/// <param name="ResidentBytes">Resident memory.</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="Descriptors">Number of open descriptors.</param>
internal sealed record ProcessFigures(long ResidentBytes, int Threads, int Descriptors)
{
    public static ProcessFigures Of(int pid)
    {
        var status = File.ReadAllLines($"/proc/{pid}/status");
        return new ProcessFigures(Number(status, "VmRSS:") << 10, (int)Number(status, "Threads:"), Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{ResidentBytes / 1048576.0:0.0} MB resident, {Threads} threads, {Descriptors} descriptors");

    private static long Number(string[] lines, string name) =>
        long.Parse(lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
