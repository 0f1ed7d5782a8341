using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>Prints who may connect to a server.</summary>
internal static class EffectiveEdge
{
    public static void Write(YamlPrinter yaml, TcpServerOptions server)
    {
        yaml.Value("max_connections_per_ip", server.MaxConnectionsPerIp);
        if (server.ConnectionRatePerIp is { } rate)
        {
            using var section = yaml.Section("connection_rate_per_ip");
            yaml.Value("permits", rate.Permits);
            yaml.Word("window", GoDuration.Format(rate.Window));
        }

        yaml.List("allow", server.Allow.Select(network => network.ToString()));
        yaml.List("deny", server.Deny.Select(network => network.ToString()));

        // In quotes: some readers of YAML take on and off for booleans.
        yaml.Value("proxy_protocol", EffectiveConfiguration.Word(server.ProxyProtocol));
        if (server.ProxyTrusted.Count > 0)
            yaml.List("proxy_trusted", server.ProxyTrusted.Select(network => network.ToString()));
    }
}
