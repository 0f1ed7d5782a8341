namespace KestrelTcp.Configuration.Reading;

/// <summary>The small sections with an address: <c>rpc</c>, <c>status</c>, <c>metrics</c>.</summary>
internal static class EndpointReader
{
    private const string DefaultRpc = "tcp://127.0.0.1:6001";

    public static RpcOptions Rpc(SectionReader section, AddressBook addresses)
    {
        var text = section.Value("listen") ?? DefaultRpc;
        var listen = section.Address("listen") ?? new ListenAddress { Host = "127.0.0.1", Port = 6001 };
        addresses.Add(listen, section.PathOf("listen"), section.PlaceOf("listen"), AddressSharing.None);
        return new RpcOptions { Listen = listen, ListenText = text };
    }

    public static StatusOptions Status(SectionReader section, AddressBook addresses)
    {
        if (section.Value("address") is null)
            section.Error("address", "the address is empty", "give one, such as 127.0.0.1:2114");

        var defaults = new StatusOptions { Address = HttpAddress(section, addresses) ?? new ListenAddress() };
        return defaults with
        {
            UnavailableStatusCode = section.Integer("unavailable_status_code", defaults.UnavailableStatusCode, 100, 599),
            CheckTimeout = CheckTimeout(section, defaults.CheckTimeout),
        };
    }

    public static MetricsOptions Metrics(SectionReader section, AddressBook addresses)
    {
        var defaults = new MetricsOptions();
        var address = HttpAddress(section, addresses);
        if (address is null)
            addresses.Add(defaults.Address, section.PathOf("address"), section.Place, AddressSharing.Http);

        return defaults with
        {
            Address = address ?? defaults.Address,
            Collect = CollectorReader.ReadAll(section),
        };
    }

    private static TimeSpan CheckTimeout(SectionReader section, TimeSpan fallback)
    {
        var timeout = section.Duration("check_timeout", fallback, BareInteger.Seconds);
        return timeout == TimeSpan.Zero ? fallback : timeout;
    }

    private static ListenAddress? HttpAddress(SectionReader section, AddressBook addresses)
    {
        if (section.Address("address") is not { } address)
            return null;

        if (address.UnixPath is not null)
        {
            section.Error("address", "HTTP is served on TCP addresses only", "give host:port, such as 127.0.0.1:2114");
            return null;
        }

        addresses.Add(address, section.PathOf("address"), section.PlaceOf("address"), AddressSharing.Http);
        return address;
    }
}
