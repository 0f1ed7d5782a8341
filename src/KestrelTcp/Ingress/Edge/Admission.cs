using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress.Edge;

/// <summary>The first step of a connection: counts it against <c>max_connections</c>, the server's and that of all, from accept to close.</summary>
internal sealed class Admission(TcpServerOptions options, ConnectionLimit shared, ServerMetrics metrics, Refusals refusals)
{
    private readonly ConnectionLimit _own = new(options.MaxConnections);

    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        if (FullOne() is { } full)
        {
            await refusals.Refuse(context, Refusal.MaxConnections, $"{full.Most} are open. Cure: raise max_connections, or the limit of open files (ulimit -n)");
            return;
        }

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

    /// <summary>Takes a place in both; else tells which has none, and none is taken.</summary>
    private ConnectionLimit? FullOne()
    {
        if (!_own.TryEnter())
        {
            return _own;
        }

        if (shared.TryEnter())
        {
            return null;
        }

        _own.Leave();
        return shared;
    }
}
