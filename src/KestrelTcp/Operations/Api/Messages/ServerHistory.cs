namespace KestrelTcp.Operations.Api.Messages;

/// <summary>One server's part of the <see cref="History"/>.</summary>
/// <param name="Connections">Open.</param>
/// <param name="EventsPerSecond">Done.</param>
/// <param name="BytesPerSecond">Received and sent together.</param>
/// <param name="EventP99Ms">Time in the worker; null where there was no event.</param>
internal sealed record ServerHistory(
    IReadOnlyList<double> Connections,
    IReadOnlyList<double> EventsPerSecond,
    IReadOnlyList<double> BytesPerSecond,
    IReadOnlyList<double?> EventP99Ms);
