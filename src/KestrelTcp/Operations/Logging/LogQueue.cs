namespace KestrelTcp.Operations.Logging;

/// <summary>
/// Bounded queue with one writer thread: who logs pays for a short lock, never for a disk or a stalled terminal. When it is full records are
/// dropped and counted; the count is written as soon as there is room.
/// </summary>
internal sealed class LogQueue : IDisposable
{
    public const int DefaultCapacity = 10_000;

    /// <summary>How long an exit waits for an output that takes nothing.</summary>
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly int _capacity;
    private readonly IReadOnlyCollection<LogSink> _sinks;
    private readonly Thread _writer;
    private List<LogRecord> _waiting = [];
    private long _added;
    private long _written;
    private bool _closed;

    public LogQueue(IReadOnlyCollection<LogSink> sinks, int capacity = DefaultCapacity)
    {
        _sinks = sinks;
        _capacity = capacity;
        _writer = new Thread(Run) { IsBackground = true, Name = "log writer" };
        _writer.Start();
    }

    public void Add(LogRecord record)
    {
        lock (_gate)
        {
            if (_waiting.Count >= _capacity || _closed)
            {
                record.Channel.Sink.CountDropped();
                return;
            }

            _added++;
            _waiting.Add(record);
            if (_waiting.Count == 1)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Returns when everything added before is written; false when the outputs did not take it in time.</summary>
    public bool Flush(TimeSpan? patience = null)
    {
        var deadline = Environment.TickCount64 + (long)(patience ?? ExitPatience).TotalMilliseconds;
        lock (_gate)
        {
            var target = _added;
            while (_written < target)
            {
                var left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left)))
                    return _written >= target;
            }

            return true;
        }
    }

    /// <summary>Writes everything out and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _writer.Join(ExitPatience);
    }

    private void Run()
    {
        var batch = new List<LogRecord>();
        while (true)
        {
            lock (_gate)
            {
                _written += batch.Count;
                batch.Clear();
                Monitor.PulseAll(_gate);
                while (_waiting.Count == 0)
                {
                    if (_closed)
                        return;
                    Monitor.Wait(_gate);
                }

                (batch, _waiting) = (_waiting, batch);
            }

            foreach (var record in batch)
                record.Channel.Sink.Write(record, record.Channel.Format);
            foreach (var sink in _sinks)
                sink.FlushAll();
        }
    }
}
