using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>The last records of a kind: bounded in number and in length, so that no flood of them can fill the memory.</summary>
internal sealed class RecordRing(int capacity)
{
    private const int LongestText = 2000;

    private readonly Lock _gate = new();
    private readonly RecentRecord[] _records = new RecentRecord[capacity];
    private long _added;

    public void Add(DateTime time, LogLevel level, string logger, string text)
    {
        var record = new RecentRecord(time, level, logger, Cut(text));
        lock (_gate)
        {
            if (_added > 0 && _records[(_added - 1) % capacity] is var last && last.Level == level && last.Logger == logger && last.Text == record.Text)
                _records[(_added - 1) % capacity] = record with { Times = last.Times + 1 };
            else
                _records[_added++ % capacity] = record;
        }
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RecentRecord> Latest(int most)
    {
        lock (_gate)
        {
            var latest = new RecentRecord[Math.Min(most, Math.Min(_added, capacity))];
            for (var i = 0; i < latest.Length; i++)
                latest[i] = _records[(_added - 1 - i) % capacity];
            return latest;
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= LongestText)
            return text;

        // Not between the halves of a character.
        var length = char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText;
        return $"{text.AsSpan(0, length)}... ({text.Length - length} more characters are in the log)";
    }
}
