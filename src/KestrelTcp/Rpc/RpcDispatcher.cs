using System.Collections.Frozen;
using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Workers;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Rpc;

/// <summary>From a request to its answer: finds the method, and turns whatever goes wrong into an error answer.</summary>
internal sealed partial class RpcDispatcher(IEnumerable<IRpcService> services, ILogger logger)
{
    private const FrameFlags _codecs = FrameFlags.Json | FrameFlags.Raw | FrameFlags.Protobuf;

    private readonly FrozenDictionary<string, IReadOnlyDictionary<string, RpcMethod>> _services =
        services.ToFrozenDictionary(service => service.Name, service => service.Methods, StringComparer.Ordinal);

    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public async ValueTask<RpcMessage> AnswerAsync(RpcMessage request, CancellationToken ended)
    {
        try
        {
            var method = Find(request);
            var result = await method(new RpcRequest(request.Method, request.Codec, request.Body, ended));
            return request with { Body = result };
        }
        catch (Exception exception) when (exception is RpcException or CollectorException or WorkerStartException)
        {
            return Error(request, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !ended.IsCancellationRequested)
        {
            LogFailed(logger, exception, request.Method);
            return Error(request, $"rpc: {request.Method} failed inside the server: {exception.Message}");
        }
    }

    private static RpcMessage Error(in RpcMessage request, string text) =>
        request with { Flags = request.Codec | FrameFlags.Error, Body = Encoding.UTF8.GetBytes(text) };

    private RpcMethod Find(in RpcMessage request)
    {
        if (request.IsError || (request.Codec & _codecs) != request.Codec || !int.IsPow2((int)request.Codec))
        {
            var codec = request.Codec is FrameFlags.None or FrameFlags.Gob ? "gob" : request.Codec.ToString();
            throw new RpcException($"rpc: the codec {codec} is not spoken here; use JSON, raw or protobuf");
        }

        // The texts of these three are those of Go's net/rpc, which clients look for.
        var dot = request.Method.LastIndexOf('.');
        if (dot < 0)
        {
            throw new RpcException($"rpc: service/method request ill-formed: {request.Method}");
        }

        if (!_services.TryGetValue(request.Method[..dot], out var methods))
        {
            throw new RpcException($"rpc: can't find service {request.Method}");
        }

        return methods.TryGetValue(request.Method[(dot + 1)..], out var method)
            ? method
            : throw new RpcException($"rpc: can't find method {request.Method}");
    }

    [LoggerMessage(3001, LogLevel.Error, "{Method} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method);
}
