namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>The last lines that a process printed, and how many there were of each kind.</summary>
internal sealed class OutputTail
{
    private const int _kept = 40;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_lines.Count == _kept)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
        }
    }
}
