namespace KestrelTcp.Worker.Rpc;

/// <summary>The server answered a call with an error; the message is its text.</summary>
/// <param name="method">The method that was called.</param>
/// <param name="message">The server's text.</param>
public sealed class RpcException(string method, string message) : Exception(message)
{
    /// <summary>The method that was called, as <c>kv.Set</c>.</summary>
    public string Method { get; } = method;
}
