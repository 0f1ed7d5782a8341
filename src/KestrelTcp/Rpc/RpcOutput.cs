using System.Diagnostics;
using System.Net.Sockets;

namespace KestrelTcp.Rpc;

/// <summary>Answers on their way to one client, one whole frame after the other.</summary>
internal sealed class RpcOutput(Stream stream) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private long _since;

    /// <summary>How long the client has not taken the present frame.</summary>
    public TimeSpan StandsStill => Volatile.Read(ref _since) is not 0 and var since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Sends a frame, unless the client is gone.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken ended)
    {
        try
        {
            await _turn.WaitAsync(ended);
            try
            {
                Volatile.Write(ref _since, Stopwatch.GetTimestamp());
                await stream.WriteAsync(frame, ended);
            }
            finally
            {
                Volatile.Write(ref _since, 0);
                _turn.Release();
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The reading side finds out too, and ends the connection.
        }
    }

    public void Dispose() => _turn.Dispose();
}
