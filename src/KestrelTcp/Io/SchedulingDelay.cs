using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Io;

/// <summary>
/// How long a thread was ready to run while others had the processors. The kernel counts it (<c>/proc/PID/schedstat</c>, proc(5)); where it
/// does not, or hides it, nobody ever waits.
/// </summary>
internal sealed class SchedulingDelay : IDisposable
{
    private readonly SafeFileHandle? _file;
    private long _last;

    /// <param name="path">The file that tells.</param>
    public SchedulingDelay(string path)
    {
        try
        {
            _file = File.OpenHandle(path, share: FileShare.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The system does not tell.
        }
    }

    /// <summary>Since the thread began, in nanoseconds. One system call.</summary>
    public long Nanoseconds
    {
        get
        {
            if (_file is not null)
            {
                Read(_file);
            }

            return _last;
        }
    }

    /// <summary>Of a process's first thread: a program of one thread is meant, as PHP is.</summary>
    public static SchedulingDelay OfProcess(int pid) => new($"/proc/{pid}/schedstat");

    public static SchedulingDelay OfThisThread() => new("/proc/thread-self/schedstat");

    public void Dispose() => _file?.Dispose();

    private void Read(SafeFileHandle file)
    {
        // Time on a processor, time waiting for one, how often it had one.
        Span<byte> text = stackalloc byte[64];
        try
        {
            var line = text[..RandomAccess.Read(file, text, 0)];
            if (Utf8Parser.TryParse(line[(line.IndexOf((byte)' ') + 1)..], out long waited, out _))
            {
                _last = waited;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process has ended.
        }
    }
}
