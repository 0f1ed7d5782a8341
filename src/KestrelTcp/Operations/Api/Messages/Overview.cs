namespace KestrelTcp.Operations.Api.Messages;

/// <summary>The service as a whole: <c>/api/overview</c>.</summary>
/// <param name="Version">Ours.</param>
/// <param name="Now">The server's clock.</param>
/// <param name="Started">When the process was started.</param>
/// <param name="UptimeSeconds">Since then.</param>
/// <param name="State"><c>serving</c>, <c>starting</c>, <c>draining</c>, <c>stalled</c> or <c>down</c>.</param>
/// <param name="StateSince">Since when it is so.</param>
/// <param name="Problem">For people; empty when all is well.</param>
/// <param name="Totals">Over all servers and pools.</param>
/// <param name="Rates">Over all servers, of the last ten seconds.</param>
internal sealed record Overview(
    string Version,
    DateTime Now,
    DateTime Started,
    double UptimeSeconds,
    string State,
    DateTime StateSince,
    string Problem,
    Totals Totals,
    Rates Rates);
