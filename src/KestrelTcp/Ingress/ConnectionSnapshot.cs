namespace KestrelTcp.Ingress;

/// <summary>What is known of one connection at one moment.</summary>
/// <param name="Uuid">As its events carry it.</param>
/// <param name="Server">Name of its server.</param>
/// <param name="RemoteAddress">As its events carry it.</param>
/// <param name="Created">When it was accepted (UTC).</param>
/// <param name="Idle">Since its last byte came, or its last event was answered.</param>
/// <param name="Events">Events that workers have finished.</param>
/// <param name="BytesIn">Received.</param>
/// <param name="BytesOut">Sent, those included that wait for the client.</param>
/// <param name="State">What it is at.</param>
internal sealed record ConnectionSnapshot(
    Guid Uuid,
    string Server,
    string RemoteAddress,
    DateTime Created,
    TimeSpan Idle,
    long Events,
    long BytesIn,
    long BytesOut,
    ConnectionState State);
