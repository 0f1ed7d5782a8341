using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress.Edge;

/// <summary>A step: <c>connection_rate_per_ip</c>.</summary>
internal sealed class ConnectionRate(ConnectionRateOptions rate, Refusals refusals)
{
    /// <summary>About 10 MB.</summary>
    private const int _mostClients = 200_000;

    private readonly RateTable _table = new(rate.Permits, rate.Window, _mostClients);

    private static long Now => Environment.TickCount64 * TimeSpan.TicksPerMillisecond;

    /// <summary>Clients that have not all their permits.</summary>
    public int Count => _table.Count;

    public Task RunAsync(ConnectionContext context, ConnectionDelegate next) =>
        ClientKey.Of(context.RemoteEndPoint) is not { } client || _table.TryTake(client, Now)
            ? next(context)
            : refusals.Refuse(context, Refusal.ConnectionRatePerIp, $"the address opened more than {rate.Permits} in {rate.Window}. Cure: raise connection_rate_per_ip, or use proxy_protocol if it is a proxy's");

    /// <summary>Called now and then, so that nothing is kept of those who do not come again.</summary>
    public void Sweep() => _table.Sweep(Now);
}
