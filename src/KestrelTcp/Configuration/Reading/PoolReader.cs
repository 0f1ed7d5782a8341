using System.Globalization;

namespace KestrelTcp.Configuration.Reading;

/// <summary>A <c>pool</c> section to <see cref="PoolOptions"/>.</summary>
internal static class PoolReader
{
    private const int MaxWorkers = 500;

    // The pool's workers and its extra ones together, as in RoadRunner.
    private const int MaxWorkersWithExtra = 2048;

    private const int MaxSpawnRate = 100;
    private const int MaxPrefetch = 1024;

    private static readonly PoolOptions Defaults = new();
    private static readonly SupervisorOptions SupervisorDefaults = new();
    private static readonly DynamicAllocatorOptions AllocatorDefaults = new();

    public static PoolOptions Read(SectionReader section)
    {
        var workers = NumWorkers(section);
        var pool = new PoolOptions
        {
            Debug = section.Boolean("debug", Defaults.Debug),
            Command = section.Command("command"),
            NumWorkers = workers,
            MaxJobs = section.Integer("max_jobs", Defaults.MaxJobs, 0, long.MaxValue),
            MaxQueueSize = section.Integer("max_queue_size", Defaults.MaxQueueSize, 0, int.MaxValue),
            AllocateTimeout = section.DurationOrDefault("allocate_timeout", Defaults.AllocateTimeout),
            DestroyTimeout = section.DurationOrDefault("destroy_timeout", Defaults.DestroyTimeout),
            ResetTimeout = section.DurationOrDefault("reset_timeout", Defaults.ResetTimeout),
            Supervisor = section.Section("supervisor") is { } supervisor ? Supervisor(supervisor) : null,
            DynamicAllocator = section.Section("dynamic_allocator") is { } allocator ? Allocator(allocator, workers) : null,
            Dispatch = section.Choice("dispatch", Defaults.Dispatch, [("any", DispatchMode.Any), ("sticky", DispatchMode.Sticky)]),
            Prefetch = Prefetch(section),
            Fence = Fence(section),
        };

        if (pool is { Fence: FenceMode.Off, Prefetch: > 0 })
            section.Warn("prefetch", "it has no effect when fence is off: answers could not be told apart", "remove it, or set fence to auto");

        return pool;
    }

    private static int NumWorkers(SectionReader section)
    {
        var workers = section.Integer("num_workers", Defaults.NumWorkers, 0, MaxWorkers);
        return workers == 0 ? Defaults.NumWorkers : workers;
    }

    private static SupervisorOptions Supervisor(SectionReader section) => new()
    {
        WatchTick = section.DurationOrDefault("watch_tick", SupervisorDefaults.WatchTick),
        Ttl = section.Duration("ttl", SupervisorDefaults.Ttl, BareInteger.Nanoseconds),
        IdleTtl = section.Duration("idle_ttl", SupervisorDefaults.IdleTtl, BareInteger.Nanoseconds),
        ExecTtl = section.Duration("exec_ttl", SupervisorDefaults.ExecTtl, BareInteger.Nanoseconds),
        MaxWorkerMemory = section.Integer("max_worker_memory", SupervisorDefaults.MaxWorkerMemory, 0, long.MaxValue >> 20),
    };

    private static DynamicAllocatorOptions Allocator(SectionReader section, int workers)
    {
        var extra = section.Integer("max_workers", AllocatorDefaults.MaxWorkers, 0, MaxWorkersWithExtra - workers);
        var rate = section.Integer("spawn_rate", AllocatorDefaults.SpawnRate, 0, int.MaxValue);
        if (rate > MaxSpawnRate)
        {
            section.Warn("spawn_rate", $"{rate} is more than {MaxSpawnRate}, and is taken as that", $"give at most {MaxSpawnRate}");
            rate = MaxSpawnRate;
        }

        return new DynamicAllocatorOptions
        {
            MaxWorkers = extra == 0 ? AllocatorDefaults.MaxWorkers : extra,
            SpawnRate = rate == 0 ? AllocatorDefaults.SpawnRate : rate,
            IdleTimeout = AllocatorIdleTimeout(section),
        };
    }

    private static TimeSpan AllocatorIdleTimeout(SectionReader section)
    {
        var timeout = section.DurationOrDefault("idle_timeout", AllocatorDefaults.IdleTimeout);
        if (timeout >= TimeSpan.FromSeconds(1))
            return timeout;

        section.Warn("idle_timeout", "it is less than a second, and is taken as 1m, as in RoadRunner", "give at least 1s");
        return AllocatorDefaults.IdleTimeout;
    }

    private static int? Prefetch(SectionReader section)
    {
        var text = section.Value("prefetch");
        if (text is null || text.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return null;

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var events) && events <= MaxPrefetch)
            return events;

        section.Error("prefetch", $"\"{text}\" is neither auto nor a number of events", $"write auto, or a number from 0 (one event at a time) to {MaxPrefetch}");
        return null;
    }

    // Tools that write YAML turn the words on and off into true and false.
    private static FenceMode Fence(SectionReader section) => section.Value("fence")?.ToLowerInvariant() switch
    {
        "true" => FenceMode.On,
        "false" => FenceMode.Off,
        _ => section.Choice("fence", Defaults.Fence, [("auto", FenceMode.Auto), ("on", FenceMode.On), ("off", FenceMode.Off)]),
    };
}
