using KestrelTcp.Goridge;
using KestrelTcp.Operations;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>status.*</c>: what <c>/health</c> and <c>/ready</c> say, over RPC.</summary>
internal sealed class StatusService(HealthCheck health) : IRpcService
{
    public string Name => "status";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; } = new Dictionary<string, RpcMethod>
    {
        ["Status"] = Method(health.HealthAsync),
        ["Ready"] = Method(health.ReadyAsync),
    };

    private static RpcMethod Method(Func<CancellationToken, Task<HealthReport>> check) => ProtoMethod.OfAsync(RpcStatusResponse.ParseRequest, async (plugin, ended) =>
    {
        if (plugin != HealthCheck.Plugin)
        {
            throw new RpcException($"no such plugin: {plugin}");
        }

        var report = await check(ended);
        return new RpcStatusResponse(report.StatusCode, report.Error).ToBytes();
    });
}
