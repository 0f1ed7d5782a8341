using KestrelTcp.Configuration;

namespace KestrelTcp.Workers;

/// <summary>What is known of a pool at one moment.</summary>
/// <param name="Name"><c>tcp</c> for the shared pool, <c>tcp.NAME</c> for a server's own.</param>
/// <param name="Workers">Every live worker, oldest first.</param>
/// <param name="QueueLength">Events that no worker has taken yet.</param>
/// <param name="Ready">A worker was ready or finished an event within the last five seconds (SPEC 7, <c>/ready</c>).</param>
/// <param name="Healthy">A worker is ready or working (SPEC 7, <c>/health</c>).</param>
internal sealed record PoolSnapshot(string Name, IReadOnlyList<WorkerSnapshot> Workers, int QueueLength, bool Ready, bool Healthy)
{
    /// <summary>Its settings.</summary>
    public PoolOptions Options { get; init; } = new();
}
