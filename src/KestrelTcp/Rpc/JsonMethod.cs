using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KestrelTcp.Goridge;

namespace KestrelTcp.Rpc;

/// <summary>Methods that speak JSON. An empty argument reads as the type's default.</summary>
internal static class JsonMethod
{
    /// <summary>A method whose argument says nothing: clients send true, null or nothing at all.</summary>
    public static RpcMethod Of<TResult>(JsonTypeInfo<TResult> result, Func<TResult> run) => request =>
    {
        Check(request);
        return new(Encode(run(), result));
    };

    public static RpcMethod Of<TArgument, TResult>(JsonTypeInfo<TArgument> argument, JsonTypeInfo<TResult> result, Func<TArgument?, TResult> run) =>
        request => new(Encode(run(Decode(request, argument)), result));

    public static RpcMethod OfAsync<TArgument, TResult>(
        JsonTypeInfo<TArgument> argument, JsonTypeInfo<TResult> result, Func<TArgument?, CancellationToken, Task<TResult>> run) =>
        async request => Encode(await run(Decode(request, argument), request.Ended), result);

    private static void Check(in RpcRequest request)
    {
        if (request.Codec != FrameFlags.Json)
        {
            throw new RpcException($"rpc: {request.Name} takes JSON, and the request says {request.Codec}");
        }
    }

    private static T? Decode<T>(in RpcRequest request, JsonTypeInfo<T> type)
    {
        Check(request);
        try
        {
            return request.Argument.IsEmpty ? default : JsonSerializer.Deserialize(request.Argument.Span, type);
        }
        catch (JsonException exception)
        {
            throw new RpcException($"rpc: the argument of {request.Name} is not what it takes: {exception.Message}");
        }
    }

    private static ReadOnlyMemory<byte> Encode<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
