using KestrelTcp.Operations;
using KestrelTcp.Workers;

namespace KestrelTcp.Tests.Operations;

/// <summary>A service in whatever state a test wants.</summary>
internal sealed class FakeServiceView : IServiceView
{
    public DateTime StartedAt { get; init; } = DateTime.UtcNow;

    public bool Listening { get; set; } = true;

    public bool Draining { get; set; }

    public Func<IReadOnlyList<PoolSnapshot>> Snapshot { get; set; } = () => [Pool("tcp")];

    public IReadOnlyList<PoolSnapshot> Pools() => Snapshot();

    public static PoolSnapshot Pool(string name, bool ready = true, bool healthy = true, int queue = 0, params WorkerSnapshot[] workers) => new(name, workers, queue, ready, healthy);

    public static WorkerSnapshot Worker(int pid, WorkerState state) => new(pid, state, 0, DateTime.UtcNow, "worker");
}
