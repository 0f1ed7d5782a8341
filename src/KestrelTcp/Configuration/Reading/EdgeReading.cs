using System.Net;
using KestrelTcp.Configuration.Nodes;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Who may connect to a server: access lists, limits for each address, PROXY protocol.</summary>
internal static class EdgeReading
{
    public static TcpServerOptions WithEdge(this TcpServerOptions server, SectionReader section)
    {
        server = server with
        {
            MaxConnectionsPerIp = section.Integer("max_connections_per_ip", 0, 0, int.MaxValue),
            ConnectionRatePerIp = section.Section("connection_rate_per_ip") is { } rate ? Rate(rate) : null,
            Allow = section.Networks("allow"),
            Deny = section.Networks("deny"),
            ProxyProtocol = section.Choice("proxy_protocol", ProxyProtocolMode.Off,
                [("off", ProxyProtocolMode.Off), ("on", ProxyProtocolMode.On), ("optional", ProxyProtocolMode.Optional)]),
            ProxyTrusted = section.Networks("proxy_trusted"),
        };
        CheckTrust(section, server);
        return server;
    }

    /// <summary>A list of networks (a single one is a list of it). What is wrong with one is told where it stands.</summary>
    public static IReadOnlyList<IPNetwork> Networks(this SectionReader section, string key)
    {
        IReadOnlyList<ConfigNode> items = section.Node(key) switch
        {
            null => [],
            ListNode list => list.Items,
            var single => [single],
        };
        var networks = new List<IPNetwork>();
        foreach (var item in items)
        {
            if (Network(section, key, item) is { } network)
                networks.Add(network);
        }

        return networks;
    }

    private static IPNetwork? Network(SectionReader section, string key, ConfigNode item)
    {
        var (context, path) = (section.Context, section.PathOf(key));
        if (item is not ScalarNode scalar)
        {
            context.Problems.Error(item.Place, path, $"a single value is expected, and here is a {SectionReader.NameOf(item)}", "give one network for each item of the list");
            return null;
        }

        if (context.Expand(scalar, path)?.Trim() is not { } text)
            return null;

        var network = NetworkParser.Parse(text, out var what, out var cure);
        if (network is null)
            context.Problems.Error(item.Place, path, what, cure);

        return network;
    }

    private static ConnectionRateOptions Rate(SectionReader section)
    {
        foreach (var key in (string[])["permits", "window"])
        {
            if (section.Value(key) is null)
                section.Error(key, $"{key} is not given", "give both, as in connection_rate_per_ip: {permits: 10, window: 1m}");
        }

        var window = section.Duration("window", TimeSpan.FromSeconds(1), BareInteger.Refused);
        if (window == TimeSpan.Zero)
            section.Error("window", "it must be more than 0", "give the time in which permits connections may come, such as 1m");

        return new ConnectionRateOptions(section.Integer("permits", 1, 1, 1_000_000), window);
    }

    private static void CheckTrust(SectionReader section, TcpServerOptions server)
    {
        const string key = "proxy_trusted";
        const string cure = "name the proxies, as in proxy_trusted: [10.0.0.0/8]";
        var unix = server.Address.UnixPath is not null;
        if (section.Has(key) && server.ProxyProtocol == ProxyProtocolMode.Off)
            section.Warn(key, "it has no effect: proxy_protocol is off", "set proxy_protocol to on or optional, or remove it");
        else if (section.Has(key) && unix)
            WarnOfUnix(section, key);
        else if (section.Node(key) is ListNode { Items.Count: 0 })
            section.Error(key, "the list is empty, so no proxy is trusted", cure);
        else if (!section.Has(key) && !unix && server.ProxyProtocol == ProxyProtocolMode.On)
            section.Warn("proxy_protocol", "everybody who can connect is trusted to tell the client's address", cure);
        else if (!section.Has(key) && !unix && server.ProxyProtocol == ProxyProtocolMode.Optional)
            section.Error("proxy_protocol", "no proxy is named, and anybody could pretend to be any client", cure);

        if (!unix || server.ProxyProtocol != ProxyProtocolMode.Off)
            return;

        if (server.Allow.Count > 0)
            WarnOfUnix(section, "allow");

        if (server.Deny.Count > 0)
            WarnOfUnix(section, "deny");

        if (server.MaxConnectionsPerIp > 0)
            WarnOfUnix(section, "max_connections_per_ip");

        if (server.ConnectionRatePerIp is not null)
            WarnOfUnix(section, "connection_rate_per_ip");
    }

    private static void WarnOfUnix(SectionReader section, string key) =>
        section.Warn(key, "it has no effect: the peers of a unix socket have no address", "remove it; the mode of the socket's file says who may connect (unix_socket)");
}
