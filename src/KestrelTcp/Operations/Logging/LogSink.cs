using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>
/// Gathers formatted records for one output and accounts for those that do not get there. All members but
/// <see cref="CountDropped"/> belong to the writer thread.
/// </summary>
internal sealed class LogSink(ILogOutput output, Stream errorOutput) : IDisposable
{
    private const int WriteSize = 64 << 10;
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private int _pending;
    private long _dropped;
    private bool _failing;

    /// <summary>Of the first channel that writes here: the line about dropped records is in its form.</summary>
    public LogChannel? NoticeChannel { get; set; }

    public void CountDropped() => Interlocked.Increment(ref _dropped);

    public void Write(LogRecord record, ILogFormat format)
    {
        format.Write(record, _buffer);
        _pending++;
        if (_buffer.WrittenCount >= WriteSize)
            Flush();
    }

    /// <summary>Whatever was gathered goes out, and then the truth about what could not.</summary>
    public void FlushAll()
    {
        Flush();
        var dropped = Interlocked.Read(ref _dropped);
        if (dropped == 0 || NoticeChannel is null)
            return;
        var notice = new LogRecord(NoticeChannel, DateTime.UtcNow, LogLevel.Warning, LoggerNames.Main, $"{dropped} log records dropped: they came faster than {output.Name} takes them, or it failed",
            [new("dropped", dropped)]);
        NoticeChannel.Format.Write(notice, _buffer);
        if (Flush())
            Interlocked.Add(ref _dropped, -dropped);
    }

    public void Dispose()
    {
        output.Dispose();
    }

    private bool Flush()
    {
        if (_buffer.WrittenCount == 0)
            return true;
        try
        {
            output.Write(_buffer.WrittenSpan);
            _failing = false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Interlocked.Add(ref _dropped, _pending);
            Complain(e.Message);
            return false;
        }
        finally
        {
            _pending = 0;
            _buffer.ResetWrittenCount();
        }
    }

    /// <summary>Once until it works again.</summary>
    private void Complain(string why)
    {
        if (_failing)
            return;
        _failing = true;
        try
        {
            errorOutput.Write(Encoding.UTF8.GetBytes($"kestreltcp: logs cannot be written to {output.Name}: {why} Records are lost, and counted, until it works again.\n"));
            errorOutput.Flush();
        }
        catch (IOException)
        {
            // There is nobody left to tell.
        }
    }
}
