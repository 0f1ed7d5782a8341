namespace KestrelTcp.Configuration;

/// <summary>The <c>rpc</c> section.</summary>
internal sealed record RpcOptions
{
    public required ListenAddress Listen { get; init; }

    /// <summary>As written in the file: what workers find in RR_RPC.</summary>
    public required string ListenText { get; init; }
}
