using System.Text.RegularExpressions;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>Reads off the workers' journal whether each connection had one CLOSED event, after its CONNECTED.</summary>
internal sealed partial class ClosedEventCheck
{
    /// <summary>The server's own words for a closed event that its worker took with it.</summary>
    public const string LostMark = "The event was delivered once and is not repeated";

    private readonly Dictionary<string, List<(int Pid, string Event, string Uuid)>> _connections;

    public ClosedEventCheck(WorkerJournal journal) =>
        _connections = journal.Read().GroupBy(line => line.Uuid).ToDictionary(group => group.Key, group => group.ToList());

    public int Connected => Count(lines => lines.Exists(line => line.Event == "CONNECTED"));

    public int Closed => Count(lines => lines.Exists(line => line.Event == "CLOSE"));

    /// <summary>Connections whose CONNECTED was noted, and no CLOSE.</summary>
    public int Missing => Count(lines => lines.TrueForAll(line => line.Event != "CLOSE"));

    /// <param name="tally">What the clients saw.</param>
    /// <param name="killed">Workers that were killed.</param>
    /// <param name="lost">Lines of the server's log with <see cref="LostMark"/>.</param>
    /// <param name="failed">Closed events that its metrics count as failed.</param>
    /// <param name="checks">Where the findings go.</param>
    public void Report(StormTally tally, int killed, IReadOnlyList<string> lost, double failed, Checks checks)
    {
        checks.Expect(Connected >= tally.Served, $"every connection that was answered had its CONNECTED: {Connected} noted, {tally.Served} answered");
        var doubled = _connections.Where(pair => pair.Value.Count(line => line.Event == "CLOSE") > 1).ToArray();
        checks.Expect(doubled.Length == 0, $"no connection had two CLOSED events: {doubled.Length}{Example(doubled)}");
        var again = _connections.Where(pair => pair.Value.Count(line => line.Event == "CONNECTED") > 1).ToArray();
        checks.Expect(again.Length == 0, $"no connection had two CONNECTED events: {again.Length}{Example(again)}");
        var late = _connections.Where(pair => pair.Value.FindIndex(line => line.Event == "CONNECTED") > 0).ToArray();
        checks.Expect(late.Length == 0, $"no CONNECTED came after its CLOSED: {late.Length}{Example(late)}");

        // A worker that is killed between taking CLOSED from its pipe and noting it leaves no line, and the server may not give the
        // event to another, since the worker may have carried it out. The server knows of each, and says so.
        var named = lost.Select(line => LostUuid().Match(line).Groups[1].Value).ToHashSet();
        var missing = _connections.Where(pair => pair.Value.TrueForAll(line => line.Event != "CLOSE")).ToArray();
        var unknown = missing.Where(pair => !named.Contains(pair.Key)).ToArray();
        checks.Expect(unknown.Length == 0, $"every connection had its CLOSED event, or the server named it: of {Connected} {missing.Length} without, {unknown.Length} of them not named{Example(unknown)}");
        checks.Expect(
            lost.Count == named.Count && lost.Count == failed && lost.Count <= killed,
            $"the server named each closed event that died with its worker, at most one for a kill: {lost.Count} lines, {named.Count} connections, {failed} counted as failed, {killed} workers killed");
    }

    private int Count(Func<List<(int Pid, string Event, string Uuid)>, bool> which) => _connections.Values.Count(which);

    private static string Example(IEnumerable<KeyValuePair<string, List<(int Pid, string Event, string Uuid)>>> some) =>
        some.FirstOrDefault() is { Value: { } lines } ? $"; for example {string.Join(", ", lines.Select(line => $"{line.Event} at pid {line.Pid}"))} of {lines[0].Uuid}" : "";

    [GeneratedRegex("closed event of connection ([0-9a-f-]{36})")]
    private static partial Regex LostUuid();
}
