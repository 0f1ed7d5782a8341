using System.Net;
using Microsoft.AspNetCore.Http;

namespace KestrelTcp.Operations;

/// <summary>
/// Keeps other sites' pages from reading what is shown on a loopback address only: in a browser they can give a name of theirs this
/// machine's own address, and are then of one origin with us. The name stays in <c>Host</c>.
/// </summary>
internal static class LocalNames
{
    public const string Refusal = "This loopback address is asked for by its IP address or as localhost. Cure for a proxy: have it send `Host: localhost`.\n";

    /// <summary>False: it came over the loopback under somebody else's name.</summary>
    public static bool Allow(HttpContext context)
    {
        if (context.Connection.LocalIpAddress is not { } address || !IPAddress.IsLoopback(address))
            return true;
        var host = context.Request.Host.Host.TrimEnd('.');
        return host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(host.Trim('[', ']'), out _) || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }
}
