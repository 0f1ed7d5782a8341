using KestrelTcp.Workers;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress;

/// <summary>What the log hears of a connection.</summary>
internal sealed partial class TcpConnection
{
    [LoggerMessage(1002, LogLevel.Debug, "{Server}: connection {Uuid} from {Remote} ended: {Reason}, after {Events} events")]
    private static partial void LogClosed(ILogger logger, string server, Guid uuid, string remote, string reason, long events);

    [LoggerMessage(1003, LogLevel.Warning, "{Server}: connection {Uuid} sent a message longer than max_message_size ({Limit} bytes) and is closed. Cure: raise it; or look whether the client sends what the server's framing expects")]
    private static partial void LogTooBig(ILogger logger, string server, Guid uuid, long limit);

    [LoggerMessage(1011, LogLevel.Warning, "{Server}: connection {Uuid} sent a record whose length is less than its own header's and is closed. Cure: look whether the client's records are as the server's length tells (prefix, endian, offset); if their number does not count the header, leave includes_prefix out")]
    private static partial void LogBroken(ILogger logger, string server, Guid uuid);

    [LoggerMessage(1012, LogLevel.Information, "{Server}: connection {Uuid} ended within a record; its bytes are dropped, since a worker could not tell them from a whole one")]
    private static partial void LogIncomplete(ILogger logger, string server, Guid uuid);

    [LoggerMessage(1009, LogLevel.Warning, "{Server}: connection {Uuid} is reset: its worker went on to answer while the client had left {Limit} bytes untaken")]
    private static partial void LogUntaken(ILogger logger, string server, Guid uuid, long limit);

    [LoggerMessage(1004, LogLevel.Warning, "{Server}: no worker was given the closed event of connection {Uuid} ({Outcome}): the pool ended first. Cure: raise endure.grace_period, or look why workers are slow")]
    private static partial void LogClosedLost(ILogger logger, string server, Guid uuid, EventOutcome outcome);

    [LoggerMessage(1008, LogLevel.Warning, "{Server}: worker pid {Pid} ended within the closed event of connection {Uuid} ({Outcome}). The event was delivered once and is not repeated: what the worker does for it may be undone or half done")]
    private static partial void LogClosedUnanswered(ILogger logger, string server, int pid, Guid uuid, EventOutcome outcome);

    [LoggerMessage(1007, LogLevel.Critical, "{Server}: connection {Uuid} is closed for an internal fault; please report it")]
    private static partial void LogFault(ILogger logger, Exception exception, string server, Guid uuid);

    [LoggerMessage(1005, LogLevel.Information, "{Server}: connection {Uuid} timed out: {Timeout}")]
    private static partial void LogTimedOut(ILogger logger, string server, Guid uuid, string timeout);
}
