namespace KestrelTcp.Configuration.Reading;

/// <summary>The <c>kv</c> section to <see cref="KvStorageOptions"/>.</summary>
internal static class KvReader
{
    private const string Memory = "memory";

    // RoadRunner's others; a file made for it may have them for the sake of other plugins.
    private static readonly (string, string)[] Drivers =
        [(Memory, Memory), ("redis", "redis"), ("boltdb", "boltdb"), ("memcached", "memcached")];

    public static IReadOnlyList<KvStorageOptions> Read(SectionReader root)
    {
        var storages = new List<KvStorageOptions>();
        foreach (var (name, section) in root.NamedSections("kv", "give at least its driver, such as driver: memory"))
        {
            if (section.Value("driver") is null)
                section.Error("driver", "the driver is not given", "write driver: memory");

            var driver = section.Choice("driver", Memory, Drivers);
            if (driver == Memory)
                storages.Add(ReadMemory(name, section.Section("config")));
            else
                section.Warn("driver", $"this version does not have the driver {driver}: calls to this storage are answered \"no such storage\"", "use driver: memory, or do without it");
        }

        return storages;
    }

    private static KvStorageOptions ReadMemory(string name, SectionReader? config)
    {
        var defaults = new KvStorageOptions { Name = name };
        if (config is null)
            return defaults;

        var interval = config.Duration("interval", defaults.Interval, BareInteger.Seconds);
        return defaults with
        {
            Interval = interval == TimeSpan.Zero ? defaults.Interval : interval,
            MaxItems = config.Integer("max_items", defaults.MaxItems, 1, long.MaxValue),
            MaxBytes = config.Size("max_bytes", defaults.MaxBytes, long.MaxValue),
        };
    }
}
