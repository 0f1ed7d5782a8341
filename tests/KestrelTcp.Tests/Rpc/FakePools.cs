using KestrelTcp.Rpc;
using KestrelTcp.Workers;

namespace KestrelTcp.Tests.Rpc;

/// <summary>Pools that write down what is done to them. Their workers have a pid that no process can have.</summary>
internal sealed class FakePools(params string[] names) : IPoolControl
{
    public const int NoPid = int.MaxValue;

    public List<string> Calls { get; } = [];

    public IReadOnlyList<PoolSnapshot> Pools() => [.. names.Select(name => new PoolSnapshot(
        name, [new WorkerSnapshot(NoPid, WorkerState.Ready, 4, DateTime.UnixEpoch.AddSeconds(2), "php worker.php")], 0, true, true))];

    public Task ResetAsync(string pool, CancellationToken cancellation) => Note($"reset {pool}");

    public Task AddWorkerAsync(string pool, CancellationToken cancellation) => Note($"add {pool}");

    public Task<bool> RemoveWorkerAsync(string pool, CancellationToken cancellation) => Note($"remove {pool}");

    private Task<bool> Note(string call)
    {
        Calls.Add(call);
        return Task.FromResult(false);
    }
}
