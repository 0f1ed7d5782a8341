using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace KestrelTcp.Operations;

/// <summary>From an address of the configuration to Kestrel's endpoints, and from a failure to words.</summary>
internal static class SideBinding
{
    /// <summary>What is to be done to Kestrel's options; names are resolved and leftovers of unix sockets removed before.</summary>
    public static async Task<IReadOnlyList<Action<KestrelServerOptions>>> ResolveAsync(string key, ListenAddress address, CancellationToken cancellation)
    {
        if (address.UnixPath is { } path)
        {
            await UnixSocketLeftover.RemoveAsync(key, path, cancellation);
            return [options => options.ListenUnixSocket(path)];
        }

        if (address.Host.Length == 0)
            return [options => options.ListenAnyIP(address.Port)];
        if (IPAddress.TryParse(address.Host, out var literal))
            return [options => options.Listen(literal, address.Port)];
        if (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            // The system cannot choose one free port for two addresses.
            return address.Port == 0
                ? [options => options.Listen(IPAddress.Loopback, 0)]
                : [options => options.ListenLocalhost(address.Port)];
        }

        try
        {
            var found = await Dns.GetHostAddressesAsync(address.Host, cancellation);
            return [.. found.Select(ip => (Action<KestrelServerOptions>)(options => options.Listen(ip, address.Port)))];
        }
        catch (SocketException e)
        {
            throw new StartupException($"{key} {Name(address)}: the host name cannot be resolved ({e.Message}). Cure: write an IP address of this machine, or nothing before the colon for all of them.", e);
        }
    }

    public static StartupException Explain(string key, ListenAddress address, Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            var code = cause is SocketException socket ? socket.SocketErrorCode : cause is AddressInUseException ? SocketError.AddressAlreadyInUse : SocketError.Success;
            var (why, cure) = code switch
            {
                SocketError.AddressAlreadyInUse => ("address already in use", "stop the other program or choose another port"),
                SocketError.AccessDenied => ("permission denied", "choose a port from 1024 up, or a folder that this user may write to"),
                SocketError.AddressNotAvailable => ("this machine does not have that address", "write one that it has, or nothing before the colon for all of them"),
                _ => ("", ""),
            };
            if (why.Length > 0)
                return new StartupException($"{key} {Name(address)}: {why}. Cure: {cure}.", error);
        }

        return new StartupException($"{key} {Name(address)}: cannot listen: {error.Message} Cure: check the address.", error);
    }

    /// <summary>As people write it.</summary>
    public static string Name(ListenAddress address) => address.UnixPath is null ? address.ToString()["tcp://".Length..] : address.ToString();
}
