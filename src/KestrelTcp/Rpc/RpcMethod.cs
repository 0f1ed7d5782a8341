namespace KestrelTcp.Rpc;

/// <summary>Does a call and returns the encoded result.</summary>
/// <exception cref="RpcException">It cannot be done.</exception>
internal delegate ValueTask<ReadOnlyMemory<byte>> RpcMethod(RpcRequest request);
