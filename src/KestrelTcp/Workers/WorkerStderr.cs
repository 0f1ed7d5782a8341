using System.Text;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers;

/// <summary>Turns what a worker writes to its standard error into log records, one a line; keeps the last lines for error messages.</summary>
internal sealed partial class WorkerStderr
{
    private const int _longestLine = 8 << 10;
    private const int _linesPerSecond = 100;
    private const int _keptLines = 5;

    private readonly Stream _stream;
    private readonly ILogger _logger;
    private readonly int _pid;
    private readonly Queue<string> _tail = new();
    private long _second;
    private int _inSecond;
    private long _cut;

    public WorkerStderr(Stream stream, int pid, ILogger logger)
    {
        _stream = stream;
        _pid = pid;
        _logger = logger;
        Ended = Task.Run(ReadAsync);
    }

    /// <summary>Completes at the end of the stream.</summary>
    public Task Ended { get; }

    /// <summary>The last lines, joined; empty when there were none.</summary>
    public string Tail
    {
        get
        {
            lock (_tail)
            {
                return string.Join(" | ", _tail);
            }
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[_longestLine];
        var used = 0;
        try
        {
            while (true)
            {
                var read = await _stream.ReadAsync(buffer.AsMemory(used));
                if (read == 0)
                {
                    break;
                }

                used = TakeLines(buffer, used + read);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The worker is gone and its streams are closed.
        }

        if (used > 0)
        {
            Record(buffer.AsSpan(0, used));
        }

        ReportCut();
    }

    /// <summary>Logs the whole lines; returns how many bytes are left at the buffer's start.</summary>
    private int TakeLines(byte[] buffer, int used)
    {
        var start = 0;
        while (true)
        {
            var length = buffer.AsSpan(start, used - start).IndexOf((byte)'\n');
            if (length < 0)
            {
                break;
            }

            Record(buffer.AsSpan(start, length));
            start += length + 1;
        }

        if (start == 0 && used == buffer.Length)
        {
            // A line longer than the buffer is logged in pieces.
            Record(buffer);
            return 0;
        }

        buffer.AsSpan(start, used - start).CopyTo(buffer);
        return used - start;
    }

    private void Record(ReadOnlySpan<byte> bytes)
    {
        var line = Encoding.UTF8.GetString(bytes).TrimEnd('\r');
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_tail)
        {
            if (_tail.Count == _keptLines)
            {
                _tail.Dequeue();
            }

            _tail.Enqueue(line);
        }

        var second = Environment.TickCount64 / 1000;
        if (second != _second)
        {
            ReportCut();
            _second = second;
            _inSecond = 0;
        }

        if (_inSecond++ < _linesPerSecond)
        {
            LogLine(_logger, StderrLine.Level(line), line, _pid);
        }
        else
        {
            _cut++;
        }
    }

    private void ReportCut()
    {
        if (_cut > 0)
        {
            LogCut(_logger, _cut, _pid, _linesPerSecond);
            _cut = 0;
        }
    }

    [LoggerMessage(EventId = 2080, Message = "{Line} (worker pid {Pid})")]
    private static partial void LogLine(ILogger logger, LogLevel level, string line, int pid);

    [LoggerMessage(2081, LogLevel.Warning, "{Count} lines of worker pid {Pid} were left out: it writes more than {Limit} lines a second to standard error")]
    private static partial void LogCut(ILogger logger, long count, int pid, int limit);
}
