namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/connections</c>.</summary>
/// <param name="Total">Open, listed or not.</param>
/// <param name="Connections">The first of them in the order asked for.</param>
internal sealed record ConnectionList(
    int Total,
    IReadOnlyList<ConnectionEntry> Connections);
