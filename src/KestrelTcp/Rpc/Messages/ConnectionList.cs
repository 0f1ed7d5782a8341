namespace KestrelTcp.Rpc.Messages;

/// <summary>Result of <c>tcp.Connections</c>.</summary>
internal sealed record ConnectionList(IReadOnlyList<ConnectionEntry> Connections);
