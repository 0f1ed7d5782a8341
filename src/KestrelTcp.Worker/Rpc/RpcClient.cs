using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KestrelTcp.Goridge;

namespace KestrelTcp.Worker.Rpc;

/// <summary>
/// Calls methods of the server that runs this worker: connections, key-value storage, locks, metrics. One client serves any number
/// of calls at a time, from any thread.
/// </summary>
/// <example>
/// <code>
/// await using var rpc = await RpcClient.ConnectAsync();
/// await rpc.Connections.SendAsync(uuid, "hello\r\n"u8.ToArray());
/// await rpc.KeyValue("sessions").SetAsync(uuid, state, TimeSpan.FromMinutes(1));
/// </code>
/// </example>
public sealed class RpcClient : IAsyncDisposable
{
    /// <summary>More than any server sends; a length beyond it means that the stream is no RPC stream.</summary>
    private const long _maxFrame = 1L << 30;

    private readonly ConcurrentDictionary<uint, TaskCompletionSource<RpcMessage>> _calls = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly NetworkStream _stream;
    private readonly Task _reading;
    private uint _sequence;
    private volatile bool _over;

    private RpcClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reading = ReadAsync();
        Connections = new RpcConnections(this);
        Locks = new RpcLocks(this);
        Metrics = new RpcMetrics(this);
    }

    /// <summary>The server's open TCP connections.</summary>
    public RpcConnections Connections { get; }

    /// <summary>Locks that all workers share.</summary>
    public RpcLocks Locks { get; }

    /// <summary>The application's own metrics.</summary>
    public RpcMetrics Metrics { get; }

    /// <summary>Connects to the server.</summary>
    /// <param name="address"><c>tcp://host:port</c> or <c>unix:///path</c>; without it, that of the server which started this worker (RR_RPC).</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="FormatException">This is no address.</exception>
    public static async Task<RpcClient> ConnectAsync(string? address = null, CancellationToken cancellation = default)
    {
        address ??= Environment.GetEnvironmentVariable("RR_RPC") is { Length: > 0 } given ? given : RpcAddress.Default;
        return new RpcClient(await RpcAddress.ConnectAsync(address, cancellation).ConfigureAwait(false));
    }

    /// <summary>A storage of the server's <c>kv</c> section.</summary>
    public RpcKeyValue KeyValue(string storage) => new(this, storage);

    /// <summary>Calls a method that speaks JSON.</summary>
    /// <exception cref="RpcException">The server answered with an error.</exception>
    /// <exception cref="IOException">The connection is lost; make another client.</exception>
    public async Task<TResult?> CallAsync<TArgument, TResult>(
        string method, TArgument argument, JsonTypeInfo<TArgument> argumentType, JsonTypeInfo<TResult> resultType, CancellationToken cancellation = default)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(argument, argumentType);
        var result = await CallAsync(method, FrameFlags.Json, bytes, cancellation).ConfigureAwait(false);
        return JsonSerializer.Deserialize(result.Span, resultType);
    }

    /// <summary>Calls a method with an argument that is already encoded.</summary>
    /// <param name="method"><c>service.Method</c>.</param>
    /// <param name="codec">How it is encoded: <see cref="FrameFlags.Json"/>, <see cref="FrameFlags.Raw"/> or <see cref="FrameFlags.Protobuf"/>.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="cancellation">Ends the waiting; the server does what it was asked all the same.</param>
    /// <returns>The result, encoded the same way.</returns>
    /// <exception cref="RpcException">The server answered with an error.</exception>
    /// <exception cref="IOException">The connection is lost; make another client.</exception>
    public async Task<ReadOnlyMemory<byte>> CallAsync(string method, FrameFlags codec, ReadOnlyMemory<byte> argument, CancellationToken cancellation = default)
    {
        var sequence = Interlocked.Increment(ref _sequence);
        var call = new TaskCompletionSource<RpcMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[sequence] = call;
        try
        {
            await SendAsync(new RpcMessage(codec, sequence, method, argument), cancellation).ConfigureAwait(false);
            var answer = await call.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return answer.IsError ? throw new RpcException(method, Encoding.UTF8.GetString(answer.Body.Span)) : answer.Body;
        }
        finally
        {
            _calls.TryRemove(sequence, out _);
        }
    }

    /// <summary>Closes the connection; calls that wait for an answer fail.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
    }

    private async Task SendAsync(RpcMessage request, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_over)
            {
                throw new IOException("The RPC connection is lost.");
            }

            // Not given up halfway: the rest of the stream would be no frames.
            await _stream.WriteAsync(request.ToFrame(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException("The RPC connection is closed.", exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadAsync()
    {
        string reason;
        try
        {
            reason = await ReadAllAsync(PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true))).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            reason = exception.Message;
        }

        _over = true;
        foreach (var call in _calls.Values)
        {
            call.TrySetException(new IOException($"The RPC connection is lost: {reason}"));
        }
    }

    private async Task<string> ReadAllAsync(PipeReader reader)
    {
        while (true)
        {
            var read = await reader.ReadAsync().ConfigureAwait(false);
            var rest = read.Buffer;
            RpcReadStatus status;
            while ((status = RpcMessage.TryRead(rest, _maxFrame, out var answer, out var length)) == RpcReadStatus.Message)
            {
                rest = rest.Slice(length);
                if (_calls.TryRemove(answer.Sequence, out var call))
                {
                    call.TrySetResult(answer);
                }
            }

            if (status != RpcReadStatus.Incomplete)
            {
                return "what came is no RPC frame";
            }

            if (read.IsCompleted)
            {
                return "the server has closed it";
            }

            reader.AdvanceTo(rest.Start, rest.End);
        }
    }
}
