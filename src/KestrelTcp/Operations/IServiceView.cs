using KestrelTcp.Ingress;
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

    /// <summary>Empty before everything is put together.</summary>
    IReadOnlyList<ServerSnapshot> Servers();

    /// <summary>The servers' counts alone, by name: cheap enough for every few seconds.</summary>
    IReadOnlyDictionary<string, ServerCounts> Counts();

    /// <summary>Open connections of one server, or of all (null); one after the other as they are asked for.</summary>
    IEnumerable<ConnectionSnapshot> Connections(string? server);

    WorkerCounts WorkerCounts();
}
