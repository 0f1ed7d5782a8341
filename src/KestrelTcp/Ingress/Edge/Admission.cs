using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge;

/// <summary>The first step of a connection: counts it against <c>max_connections</c>, the server's and that of all, from accept to close.</summary>
internal sealed partial class Admission(TcpServerOptions options, ConnectionLimit shared, ServerMetrics metrics, ILogger logger)
{
    private readonly ConnectionLimit _own = new(options.MaxConnections);
    private long _refusalLoggedAt;

    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        if (!TryEnter())
        {
            // Closed at once, by a FIN: a reset could meet the client while it still connects.
            return;
        }

        metrics.Opened.Inc();
        metrics.Connections.Inc();
        try
        {
            await next(context);
        }
        finally
        {
            metrics.Connections.Dec();
            _own.Leave();
            shared.Leave();
        }
    }

    private bool TryEnter()
    {
        var limit = _own;
        if (_own.TryEnter())
        {
            limit = shared;
            if (shared.TryEnter())
            {
                return true;
            }

            _own.Leave();
        }

        metrics.OverLimit.Inc();
        var now = Environment.TickCount64;
        if (now - Interlocked.Read(ref _refusalLoggedAt) > 1000)
        {
            Interlocked.Exchange(ref _refusalLoggedAt, now);
            LogRefused(logger, options.Name, limit.Most);
        }

        return false;
    }

    [LoggerMessage(1006, LogLevel.Warning, "{Server}: connections are refused, {Limit} are open. Cure: raise max_connections, or the limit of open files (ulimit -n); rr_tcp_connections_rejected_total counts them")]
    private static partial void LogRefused(ILogger logger, string server, int limit);
}
