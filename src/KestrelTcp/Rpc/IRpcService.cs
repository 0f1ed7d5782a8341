namespace KestrelTcp.Rpc;

/// <summary>Methods under one name.</summary>
internal interface IRpcService
{
    /// <summary>What stands before the dot of <c>service.Method</c>.</summary>
    string Name { get; }

    /// <summary>By what stands behind it.</summary>
    IReadOnlyDictionary<string, RpcMethod> Methods { get; }
}
