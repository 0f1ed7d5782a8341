namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>The last lines that a process printed, and all of those that carry a mark.</summary>
internal sealed class OutputTail
{
    private const int _kept = 40;

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly List<string> _marked = [];

    /// <summary>Lines with this text are kept from now on, however many there are.</summary>
    public string? Mark { get; set; }

    public IReadOnlyList<string> Marked
    {
        get
        {
            lock (_gate)
            {
                return [.. _marked];
            }
        }
    }

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
            if (Mark is { } mark && line.Contains(mark, StringComparison.Ordinal))
            {
                _marked.Add(line);
            }
        }
    }
}
