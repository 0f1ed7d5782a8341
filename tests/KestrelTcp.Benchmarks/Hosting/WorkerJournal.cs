namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>
/// The file in which workers note CONNECTED and CLOSE of each connection, one line each, written by one write(2) to a
/// descriptor opened for appending, and before the answer: lines are whole, and in the order of the events.
/// </summary>
internal sealed class WorkerJournal(string file)
{
    /// <summary>Environment variable that tells workers of the file.</summary>
    public const string Variable = "KT_BENCH_JOURNAL";

    public string File { get; } = file;

    /// <summary>Pid, event and uuid of each line.</summary>
    public IReadOnlyList<(int Pid, string Event, string Uuid)> Read() => System.IO.File.Exists(File)
        ? [.. System.IO.File.ReadLines(File).Select(Parse)]
        : [];

    private static (int Pid, string Event, string Uuid) Parse(string line)
    {
        var fields = line.Split(' ');
        return (int.Parse(fields[0], System.Globalization.CultureInfo.InvariantCulture), fields[1], fields[2]);
    }
}
