using Microsoft.Extensions.Logging;

namespace KestrelTcp.Io;

/// <summary>The threads that wait for clients' sockets and workers' pipes. Each descriptor belongs to one of them.</summary>
internal sealed class IoLoops : IDisposable
{
    /// <summary>Beyond this more threads than descriptors' work.</summary>
    private const int _most = 16;

    private readonly IoLoop[] _loops;
    private uint _next;

    public IoLoops(ILogger logger)
    {
        // The other half of the processors is for the workers: a message costs them about as much.
        _loops = [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / 2, 1, _most)).Select(number => new IoLoop(number, logger))];
    }

    /// <summary>The loop for a new descriptor, in turn.</summary>
    public IoLoop Next() => _loops[Interlocked.Increment(ref _next) % _loops.Length];

    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.Dispose();
        }
    }
}
