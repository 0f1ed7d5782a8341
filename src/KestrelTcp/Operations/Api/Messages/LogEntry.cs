namespace KestrelTcp.Operations.Api.Messages;

/// <summary>One record of the log.</summary>
/// <param name="Time">When it was written; the last time when it came several times in a row.</param>
/// <param name="Level"><c>info</c>, <c>warn</c>, <c>error</c> or <c>panic</c>.</param>
/// <param name="Logger">Short name, as <c>tcp</c>.</param>
/// <param name="Text">The message.</param>
/// <param name="Times">How often it came in a row.</param>
internal sealed record LogEntry(
    DateTime Time,
    string Level,
    string Logger,
    string Text,
    int Times);
