namespace KestrelTcp.Rpc.Services;

/// <summary><c>resetter.*</c>: rolling restarts.</summary>
internal sealed class ResetterService : IRpcService
{
    private readonly IPoolControl _pools;

    public ResetterService(IPoolControl pools)
    {
        _pools = pools;
        Methods = new Dictionary<string, RpcMethod>
        {
            ["List"] = JsonMethod.Of(RpcJson.Plain.IReadOnlyListString, () => [PoolNames.Plugin]),
            ["Reset"] = JsonMethod.OfAsync(RpcJson.Plain.String, RpcJson.Plain.Boolean, ResetAsync),
        };
    }

    public string Name => "resetter";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private async Task<bool> ResetAsync(string? plugin, CancellationToken cancellation)
    {
        var pools = PoolNames.Find(_pools, plugin);
        if (pools.Count == 0)
        {
            throw new RpcException($"no such plugin: {plugin}");
        }

        // Goes on when the client goes: half a reset would leave old code beside new.
        await Task.WhenAll(pools.Select(pool => _pools.ResetAsync(pool.Name, CancellationToken.None))).WaitAsync(cancellation);
        return true;
    }
}
