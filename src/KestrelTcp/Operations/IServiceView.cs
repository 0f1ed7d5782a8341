using KestrelTcp.Workers;

namespace KestrelTcp.Operations;

/// <summary>What the side endpoint may see of the running service: snapshots only, no command.</summary>
internal interface IServiceView
{
    /// <summary>UTC.</summary>
    DateTime StartedAt { get; }

    /// <summary>All listeners accept connections.</summary>
    bool Listening { get; }

    /// <summary>A stop has begun.</summary>
    bool Draining { get; }

    IReadOnlyList<PoolSnapshot> Pools();
}
