namespace KestrelTcp.Rpc;

/// <summary>A request that cannot be done; the text is the answer's error text.</summary>
internal sealed class RpcException(string message) : Exception(message);
