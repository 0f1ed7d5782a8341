using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;

namespace KestrelTcp.Ingress.Listening;

/// <summary>Turns a configured address into the endpoints to bind.</summary>
internal static class ListenAddressResolver
{
    /// <exception cref="StartupException">A host name that has no address.</exception>
    public static IReadOnlyList<ListenEndPoint> Resolve(TcpServerOptions options)
    {
        var address = options.Address;
        if (address.UnixPath is { } path)
        {
            return [new(options, new UnixDomainSocketEndPoint(path))];
        }

        if (address.Host.Length == 0)
        {
            return [new(options, new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, address.Port))];
        }

        if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return
            [
                new(options, new IPEndPoint(IPAddress.Loopback, address.Port)),
                new(options, new IPEndPoint(IPAddress.IPv6Loopback, address.Port)) { IsOptional = true },
            ];
        }

        return [.. Addresses(options).Select(ip => new ListenEndPoint(options, new IPEndPoint(ip, address.Port)))];
    }

    private static IPAddress[] Addresses(TcpServerOptions options)
    {
        var host = options.Address.Host;
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        try
        {
            return Dns.GetHostAddresses(host);
        }
        catch (SocketException exception)
        {
            throw new StartupException(
                $"tcp.servers.{options.Name}.addr: cannot find the address of {host}: {exception.Message}. Cure: write an address of this machine, or :{options.Address.Port} for all of them");
        }
    }
}
