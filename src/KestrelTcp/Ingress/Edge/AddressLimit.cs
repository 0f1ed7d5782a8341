using System.Runtime.InteropServices;
using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress.Edge;

/// <summary>A step: <c>max_connections_per_ip</c>. Only clients with open connections are in its table.</summary>
internal sealed class AddressLimit(TcpServerOptions options, Refusals refusals)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientKey, int> _open = [];

    /// <summary>Clients that have connections.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    public Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        if (ClientKey.Of(context.RemoteEndPoint) is not { } client)
        {
            return next(context);
        }

        return TryEnter(client)
            ? HoldAsync(client, context, next)
            : refusals.Refuse(context, Refusal.MaxConnectionsPerIp, $"the address has {options.MaxConnectionsPerIp} open. Cure: raise max_connections_per_ip, or use proxy_protocol if it is a proxy's");
    }

    private async Task HoldAsync(ClientKey client, ConnectionContext context, ConnectionDelegate next)
    {
        try
        {
            await next(context);
        }
        finally
        {
            Leave(client);
        }
    }

    private bool TryEnter(ClientKey client)
    {
        lock (_gate)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, client, out _);
            if (count == options.MaxConnectionsPerIp)
            {
                return false;
            }

            count++;
            return true;
        }
    }

    private void Leave(ClientKey client)
    {
        lock (_gate)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_open, client) == 0)
            {
                _open.Remove(client);
            }
        }
    }
}
