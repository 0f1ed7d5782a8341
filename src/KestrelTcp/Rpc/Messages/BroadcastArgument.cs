namespace KestrelTcp.Rpc.Messages;

/// <summary>Argument of <c>tcp.Broadcast</c>.</summary>
/// <param name="Server">Empty: all servers.</param>
/// <param name="Body">Base64 in JSON.</param>
internal sealed record BroadcastArgument(string? Server, byte[]? Body);
