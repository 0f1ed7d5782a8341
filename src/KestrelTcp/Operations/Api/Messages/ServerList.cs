namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/servers</c>.</summary>
/// <param name="Servers">In the configuration's order.</param>
internal sealed record ServerList(
    IReadOnlyList<ServerEntry> Servers);
