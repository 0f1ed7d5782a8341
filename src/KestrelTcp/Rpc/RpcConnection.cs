using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Ingress;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Rpc;

/// <summary>
/// One RPC client. Its requests are begun in their order; those that take time run side by side, and answers carry the number of
/// their request. It may be silent for as long as it likes, but a frame that it has begun must come to its end.
/// </summary>
internal sealed partial class RpcConnection : IDisposable
{
    /// <summary>Most bytes of a frame.</summary>
    public const long MaxFrame = 16 << 20;

    /// <summary>Most requests that take time on one connection.</summary>
    private const int _maxInFlight = 1024;

    /// <summary>For the rest of a frame, and for a client to take an answer.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly NetworkStream _stream;
    private readonly RpcDispatcher _dispatcher;
    private readonly ILogger _logger;
    private readonly RpcOutput _output;
    private readonly CancellationTokenSource _end;
    private long _frameSince;
    private int _inFlight;

    public RpcConnection(Socket socket, RpcDispatcher dispatcher, ILogger logger, CancellationToken stop)
    {
        Remote = RemoteAddress.Format(socket.RemoteEndPoint);
        _stream = new NetworkStream(socket, ownsSocket: true);
        _dispatcher = dispatcher;
        _logger = logger;
        _output = new RpcOutput(_stream);
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    private string Remote { get; }

    /// <summary>Answers until the client goes, sends what is no frame, or the service stops.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync(PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true)));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogLost(_logger, Remote, exception.Message);
        }

        // Whoever waits for a lock on behalf of this client waits for nothing now.
        await _end.CancelAsync();
    }

    /// <summary>Gives up a client that has stopped in the middle of a frame, or does not take its answers. Called once a second.</summary>
    public void CheckTimeouts()
    {
        var since = Volatile.Read(ref _frameSince);
        if ((since != 0 && Stopwatch.GetElapsedTime(since) > _patience) || _output.StandsStill > _patience)
        {
            LogStuck(_logger, Remote, _patience.TotalSeconds);
            _stream.Dispose();
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _end.Dispose();
    }

    private async Task ReadAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync(_end.Token);
            var rest = read.Buffer;
            RpcReadStatus status;
            while ((status = RpcMessage.TryRead(rest, MaxFrame, out var request, out var length)) == RpcReadStatus.Message)
            {
                rest = rest.Slice(length);
                await BeginAsync(request);
            }

            if (status != RpcReadStatus.Incomplete)
            {
                LogMalformed(_logger, Remote, status == RpcReadStatus.TooBig ? $"a frame of more than {MaxFrame} bytes" : "what is no RPC frame");
                return;
            }

            if (read.IsCompleted)
            {
                return;
            }

            Volatile.Write(ref _frameSince, rest.IsEmpty ? 0 : _frameSince == 0 ? Stopwatch.GetTimestamp() : _frameSince);
            reader.AdvanceTo(rest.Start, rest.End);
        }
    }

    private async ValueTask BeginAsync(RpcMessage request)
    {
        if (Volatile.Read(ref _inFlight) >= _maxInFlight)
        {
            var text = $"rpc: {_maxInFlight} requests of this connection have no answer yet; wait for some of them";
            await SendAsync(request with { Flags = request.Codec | FrameFlags.Error, Body = Encoding.UTF8.GetBytes(text) });
            return;
        }

        var answer = _dispatcher.AnswerAsync(request, _end.Token);
        if (answer.IsCompletedSuccessfully)
        {
            await SendAsync(answer.Result);
            return;
        }

        Interlocked.Increment(ref _inFlight);
        _ = FinishAsync(answer);
    }

    private async Task FinishAsync(ValueTask<RpcMessage> answer)
    {
        try
        {
            await SendAsync(await answer);
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private ValueTask SendAsync(in RpcMessage answer) => _output.SendAsync(answer.ToFrame(), _end.Token);

    [LoggerMessage(3011, LogLevel.Debug, "connection from {Remote} is lost: {Reason}")]
    private static partial void LogLost(ILogger logger, string remote, string reason);

    [LoggerMessage(3012, LogLevel.Warning, "client {Remote} sent {What} and is disconnected. Does it speak Goridge RPC?")]
    private static partial void LogMalformed(ILogger logger, string remote, string what);

    [LoggerMessage(3013, LogLevel.Warning, "client {Remote} left a frame unfinished, or its answers unread, for {Seconds} s and is disconnected")]
    private static partial void LogStuck(ILogger logger, string remote, double seconds);
}
