namespace KestrelTcp.Operations.Api.Messages;

/// <summary>One entry of <c>tcp.servers</c>.</summary>
/// <param name="Name">As workers see it.</param>
/// <param name="Addr">Where it listens, as written in the configuration.</param>
/// <param name="Framing">How its bytes are cut into messages.</param>
/// <param name="Pool">The pool that works for it.</param>
/// <param name="State">As in <see cref="Overview"/>.</param>
/// <param name="StateSince">Since when it is so.</param>
/// <param name="Connections">Open now.</param>
/// <param name="MaxConnections">0: no bound of its own.</param>
/// <param name="ConnectionsTotal">Let in.</param>
/// <param name="Closed">Ended, by reason.</param>
/// <param name="Rejected">Refused, by reason.</param>
/// <param name="EventsTotal">Given to workers.</param>
/// <param name="EventsFailedTotal">Of these, those whose worker died or hung, or for which none was free.</param>
/// <param name="ReceivedBytesTotal">From clients.</param>
/// <param name="SentBytesTotal">To clients.</param>
/// <param name="Rates">Of the last ten seconds.</param>
internal sealed record ServerEntry(
    string Name,
    string Addr,
    string Framing,
    string Pool,
    string State,
    DateTime StateSince,
    long Connections,
    int MaxConnections,
    long ConnectionsTotal,
    IReadOnlyDictionary<string, long> Closed,
    IReadOnlyDictionary<string, long> Rejected,
    long EventsTotal,
    long EventsFailedTotal,
    long ReceivedBytesTotal,
    long SentBytesTotal,
    Rates Rates);
