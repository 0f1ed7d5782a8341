using KestrelTcp.Operations.Metrics;
using KestrelTcp.Rpc.Messages;
using KestrelTcp.Workers;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>informer.*</c>: which workers there are, and how many.</summary>
internal sealed class InformerService : IRpcService
{
    private readonly IPoolControl _pools;

    public InformerService(IPoolControl pools)
    {
        _pools = pools;
        Methods = new Dictionary<string, RpcMethod>
        {
            ["List"] = JsonMethod.Of(RpcJson.Plain.IReadOnlyListString, () => [PoolNames.Plugin]),
            ["Workers"] = JsonMethod.Of(RpcJson.Plain.String, RpcJson.Plain.WorkerList, Workers),
            ["AddWorker"] = JsonMethod.OfAsync(RpcJson.Plain.String, RpcJson.Plain.Boolean, AddAsync),
            ["RemoveWorker"] = JsonMethod.OfAsync(RpcJson.Plain.String, RpcJson.Plain.Boolean, RemoveAsync),
        };
    }

    public string Name => "informer";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static WorkerEntry Entry(WorkerSnapshot worker) => new(
        worker.Pid,
        (int)worker.State,
        worker.Execs,
        UnixTime.Nanoseconds(worker.Created),
        ProcessMemory.Resident(worker.Pid),
        Math.Round(ProcessUsage.CpuPercent(worker.Pid), 4),
        worker.Command,
        WorkerStateNames.Of(worker.State));

    private WorkerList Workers(string? plugin)
    {
        var pools = PoolNames.Find(_pools, plugin);
        return new WorkerList(pools.Count == 0 ? null : [.. pools.SelectMany(pool => pool.Workers).Select(Entry)]);
    }

    private async Task<bool> AddAsync(string? plugin, CancellationToken cancellation)
    {
        await _pools.AddWorkerAsync(Pool(plugin), cancellation);
        return true;
    }

    private async Task<bool> RemoveAsync(string? plugin, CancellationToken cancellation)
    {
        // The last one stays, and the answer is the same: RoadRunner's clients look at errors only.
        await _pools.RemoveWorkerAsync(Pool(plugin), cancellation);
        return true;
    }

    /// <summary>The one pool that is meant: the shared one for <c>tcp</c>.</summary>
    private string Pool(string? plugin)
    {
        var pools = PoolNames.Find(_pools, plugin);
        if (pools.Count == 0)
        {
            throw new RpcException($"plugin does not support workers management: {plugin}");
        }

        return pools.Count == 1 ? pools[0].Name
            : pools.Any(pool => pool.Name == plugin) ? plugin!
            : throw new RpcException($"every server has a pool of its own; name one of {string.Join(", ", pools.Select(pool => pool.Name))}");
    }
}
