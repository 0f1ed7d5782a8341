namespace KestrelTcp.Rpc.Messages;

/// <summary>Argument of <c>tcp.Send</c>.</summary>
/// <param name="Uuid">The connection.</param>
/// <param name="Body">Base64 in JSON.</param>
/// <param name="Close">Whether to close when the bytes are sent.</param>
internal sealed record SendArgument(string? Uuid, byte[]? Body, bool Close);
