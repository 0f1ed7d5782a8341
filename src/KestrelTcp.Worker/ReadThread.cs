using System.Threading.Tasks.Sources;

namespace KestrelTcp.Worker;

/// <summary>Lets the pull form await a blocking read without taking a thread of the pool for as long as the server is silent.</summary>
internal sealed class ReadThread : IValueTaskSource<bool>, IDisposable
{
    private readonly Func<bool> _read;
    private readonly AutoResetEvent _wanted = new(false);
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private volatile bool _disposed;

    /// <param name="read">The blocking read; it runs only while a <see cref="ReadAsync"/> is awaited.</param>
    public ReadThread(Func<bool> read)
    {
        _read = read;
        new Thread(Run) { IsBackground = true, Name = "worker read" }.Start();
    }

    /// <summary>Runs one read. The one before must have ended.</summary>
    public ValueTask<bool> ReadAsync()
    {
        _source.Reset();
        _wanted.Set();
        return new ValueTask<bool>(this, _source.Version);
    }

    /// <summary>Ends the thread; when it is within a read, after that.</summary>
    public void Dispose()
    {
        _disposed = true;
        _wanted.Set();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Run()
    {
        while (_wanted.WaitOne() && !_disposed)
        {
            try
            {
                _source.SetResult(_read());
            }
            catch (Exception exception)
            {
                _source.SetException(exception);
            }
        }

        _wanted.Dispose();
    }
}
