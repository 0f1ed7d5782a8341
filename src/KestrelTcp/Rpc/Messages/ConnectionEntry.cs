using System.Text.Json.Serialization;

namespace KestrelTcp.Rpc.Messages;

/// <summary>One connection in the result of <c>tcp.Connections</c>.</summary>
/// <param name="Uuid">As its events carry it.</param>
/// <param name="Server">Name of its server.</param>
/// <param name="RemoteAddress">As its events carry it.</param>
/// <param name="Created">Nanoseconds since 1970.</param>
/// <param name="IdleMilliseconds">Since its last byte came, or its last event was answered.</param>
/// <param name="Events">Events that workers have finished.</param>
/// <param name="BytesIn">Received.</param>
/// <param name="BytesOut">Sent.</param>
/// <param name="State"><c>waiting</c>, <c>working</c>, <c>sending</c> or <c>closing</c>.</param>
internal sealed record ConnectionEntry(
    string Uuid,
    string Server,
    [property: JsonPropertyName("remote_addr")] string RemoteAddress,
    long Created,
    [property: JsonPropertyName("idle_ms")] long IdleMilliseconds,
    long Events,
    [property: JsonPropertyName("bytes_in")] long BytesIn,
    [property: JsonPropertyName("bytes_out")] long BytesOut,
    string State);
