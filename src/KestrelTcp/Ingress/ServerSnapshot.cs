using KestrelTcp.Configuration;

namespace KestrelTcp.Ingress;

/// <summary>What is known of one server at one moment.</summary>
/// <param name="Options">Its entry in the configuration.</param>
/// <param name="Pool">Name of the pool that works for it.</param>
/// <param name="Counts">What it has counted.</param>
/// <param name="Closed">Connections ended, by reason.</param>
/// <param name="Rejected">Connections refused, by reason.</param>
internal sealed record ServerSnapshot(
    TcpServerOptions Options,
    string Pool,
    ServerCounts Counts,
    IReadOnlyDictionary<string, long> Closed,
    IReadOnlyDictionary<string, long> Rejected);
