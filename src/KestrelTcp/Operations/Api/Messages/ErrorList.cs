namespace KestrelTcp.Operations.Api.Messages;

/// <summary><c>/api/errors</c>.</summary>
/// <param name="Errors">Warnings and worse, the newest first.</param>
/// <param name="WorkerStderr">What workers wrote to standard error, the newest first.</param>
internal sealed record ErrorList(
    IReadOnlyList<LogEntry> Errors,
    IReadOnlyList<LogEntry> WorkerStderr);
