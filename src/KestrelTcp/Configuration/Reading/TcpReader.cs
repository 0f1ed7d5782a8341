using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>The <c>tcp</c> section to <see cref="TcpOptions"/>.</summary>
internal static class TcpReader
{
    private static readonly TcpOptions Defaults = new() { Servers = [], Pool = new PoolOptions() };
    private static readonly int DefaultReadBuffer = new TcpServerOptions { Name = "", Address = new ListenAddress() }.ReadBufferSize;

    public static TcpOptions Read(SectionReader section, AddressBook addresses)
    {
        var readBufferSize = TcpServerReader.ReadBufferSize(section, DefaultReadBuffer);
        var servers = new List<TcpServerOptions>();
        foreach (var (name, entry) in section.NamedSections("servers", TcpServerReader.AddressCure))
        {
            var server = TcpServerReader.Read(name, entry, readBufferSize);
            servers.Add(server);
            if (entry.Address("addr") is { } address)
                addresses.Add(address, entry.PathOf("addr"), entry.PlaceOf("addr"), server.ReusePort ? AddressSharing.Port : AddressSharing.None);
        }

        // Servers that are named but wrong are told of where they stand.
        if (section.Node("servers") is null or MapNode { Entries.Count: 0 })
            section.Error("servers", "no servers are registered", "add one, such as servers: {echo: {addr: \"tcp://127.0.0.1:9000\"}}");

        return Defaults with
        {
            Servers = servers,
            Pool = section.Section("pool") is { } pool ? PoolReader.Read(pool) : Defaults.Pool,
            ClosedEvent = ClosedEvent(section),
            MaxConnections = section.Value("max_connections") is null ? null : section.Integer("max_connections", 0, 1, int.MaxValue),
        };
    }

    private static string ClosedEvent(SectionReader section)
    {
        var text = section.Value("closed_event") ?? Defaults.ClosedEvent;
        if (text is "CLOSE" or "CLOSED")
            return text;

        section.Error("closed_event", $"\"{text}\" is not one of the values that it can have", "use CLOSE (the default, what workers expect) or CLOSED");
        return Defaults.ClosedEvent;
    }
}
