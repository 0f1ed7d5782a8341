using System.Net;
using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress.Edge;

/// <summary>A step: <c>allow</c> and <c>deny</c>. Peers of a unix socket, who have no address, pass.</summary>
internal sealed class AccessList(TcpServerOptions options, Refusals refusals)
{
    private readonly NetworkSet _allow = new(options.Allow);
    private readonly NetworkSet _deny = new(options.Deny);

    public Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var client = (context.RemoteEndPoint as IPEndPoint)?.Address;
        if (client is null && context.Features.Get<ProxyPeer>() is null)
        {
            return next(context);
        }

        if (client is not null && _deny.Contains(client))
        {
            return refusals.Refuse(context, Refusal.Deny, "the address is on the list. Cure: if it is to come in, take its network out of deny");
        }

        return _allow.IsEmpty || (client is not null && _allow.Contains(client))
            ? next(context)
            : refusals.Refuse(context, Refusal.Allow, "the address is not on the list. Cure: if it is to come in, add its network to allow");
    }
}
