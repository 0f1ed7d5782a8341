using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge;

/// <summary>
/// Counts the connections that a server does not let in, and tells of them: of each at Debug, of one in a second as a warning with
/// the cure. Whoever refuses one then returns, and it is closed by a FIN: a reset could meet the client while it still connects.
/// </summary>
internal sealed partial class Refusals(string server, ServerMetrics metrics, ILogger logger)
{
    private long _warnedAt = -1000;

    /// <summary>Label values of <c>reason</c>, in the order of <see cref="Refusal"/>.</summary>
    public static string[] Texts { get; } = ["max_connections", "max_connections_per_ip", "connection_rate_per_ip", "allow", "deny", "proxy_protocol"];

    /// <param name="client">The connection, with the client's address where it is known.</param>
    /// <param name="reason">The key that refuses it.</param>
    /// <param name="why">What is so, and the cure.</param>
    public Task Refuse(ConnectionContext client, Refusal reason, string why)
    {
        metrics.Refused(reason);
        var remote = RemoteAddress.Format(client.RemoteEndPoint);
        if (MayWarn())
        {
            LogRefusals(logger, server, remote, Texts[(int)reason], why);
        }
        else
        {
            LogRefused(logger, server, remote, Texts[(int)reason]);
        }

        return Task.CompletedTask;
    }

    /// <summary>Counts one that only looked whether somebody listens, as health checks do: nothing to warn of.</summary>
    public void RefuseQuietly(ConnectionContext client, Refusal reason)
    {
        metrics.Refused(reason);
        LogRefused(logger, server, RemoteAddress.Format(client.RemoteEndPoint), Texts[(int)reason]);
    }

    /// <summary>The first of a second may.</summary>
    public bool MayWarn()
    {
        var now = Environment.TickCount64;
        var before = Interlocked.Read(ref _warnedAt);
        return now - before >= 1000 && Interlocked.CompareExchange(ref _warnedAt, now, before) == before;
    }

    [LoggerMessage(1301, LogLevel.Warning, "{Server}: connections are refused, as that from {Remote}, by {Reason}: {Why}. rr_tcp_connections_rejected_total counts them")]
    private static partial void LogRefusals(ILogger logger, string server, string remote, string reason, string why);

    [LoggerMessage(1302, LogLevel.Debug, "{Server}: the connection from {Remote} is refused by {Reason}")]
    private static partial void LogRefused(ILogger logger, string server, string remote, string reason);
}
