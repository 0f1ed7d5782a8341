using KestrelTcp.Goridge;

namespace KestrelTcp.Rpc;

/// <summary>Methods that speak protobuf.</summary>
internal static class ProtoMethod
{
    public delegate T Parser<T>(ReadOnlySpan<byte> message);

    public static RpcMethod Of<TArgument>(Parser<TArgument> parse, Func<TArgument, byte[]> run) =>
        request => new(run(Decode(request, parse)));

    public static RpcMethod OfAsync<TArgument>(Parser<TArgument> parse, Func<TArgument, CancellationToken, Task<byte[]>> run) =>
        async request => await run(Decode(request, parse), request.Ended);

    private static T Decode<T>(in RpcRequest request, Parser<T> parse)
    {
        if (request.Codec != FrameFlags.Protobuf)
        {
            throw new RpcException($"rpc: {request.Name} takes protobuf, and the request says {request.Codec}");
        }

        try
        {
            return parse(request.Argument.Span);
        }
        catch (InvalidDataException exception)
        {
            throw new RpcException($"rpc: the argument of {request.Name} is not what it takes: {exception.Message}");
        }
    }
}
