using System.Net;

namespace KestrelTcp.Ingress;

/// <summary>A client's address as workers see it: <c>ip:port</c>, <c>[v6]:port</c>, or <c>@</c> for a unix peer.</summary>
internal static class RemoteAddress
{
    public static string Format(EndPoint? endpoint) => endpoint switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        IPEndPoint address => address.ToString(),
        _ => "@",
    };
}
