namespace KestrelTcp.Operations.Api.Messages;

/// <summary>One open connection.</summary>
/// <param name="Uuid">As its events carry it.</param>
/// <param name="Server">Name of its server.</param>
/// <param name="RemoteAddr">As its events carry it.</param>
/// <param name="Created">When it was accepted.</param>
/// <param name="IdleMs">Since its last byte came, or its last event was answered.</param>
/// <param name="Events">Finished.</param>
/// <param name="BytesIn">Received.</param>
/// <param name="BytesOut">Sent.</param>
/// <param name="State"><c>waiting</c>, <c>working</c>, <c>sending</c> or <c>closing</c>.</param>
internal sealed record ConnectionEntry(
    Guid Uuid,
    string Server,
    string RemoteAddr,
    DateTime Created,
    long IdleMs,
    long Events,
    long BytesIn,
    long BytesOut,
    string State);
