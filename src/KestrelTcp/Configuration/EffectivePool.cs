using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>Prints a pool.</summary>
internal static class EffectivePool
{
    public static void Write(YamlPrinter yaml, PoolOptions pool)
    {
        using var section = yaml.Section("pool");
        yaml.Value("debug", pool.Debug);
        if (pool.Command is not null)
            yaml.List("command", pool.Command.Select(SecretNames.MaskedArgument));

        yaml.Value("num_workers", pool.NumWorkers);
        yaml.Value("max_jobs", pool.MaxJobs);
        yaml.Value("max_queue_size", pool.MaxQueueSize);
        yaml.Word("allocate_timeout", GoDuration.Format(pool.AllocateTimeout));
        yaml.Word("destroy_timeout", GoDuration.Format(pool.DestroyTimeout));
        yaml.Word("reset_timeout", GoDuration.Format(pool.ResetTimeout));
        yaml.Word("dispatch", EffectiveConfiguration.Word(pool.Dispatch));
        if (pool.Prefetch is { } prefetch)
            yaml.Value("prefetch", prefetch);
        else
            yaml.Word("prefetch", "auto");

        // In quotes: some readers of YAML take on and off for booleans.
        yaml.Value("fence", EffectiveConfiguration.Word(pool.Fence));
        WriteSupervisor(yaml, pool.Supervisor);
        WriteAllocator(yaml, pool.DynamicAllocator);
    }

    private static void WriteSupervisor(YamlPrinter yaml, SupervisorOptions? supervisor)
    {
        if (supervisor is null)
            return;

        using var section = yaml.Section("supervisor");
        yaml.Word("watch_tick", GoDuration.Format(supervisor.WatchTick));
        yaml.Word("ttl", GoDuration.Format(supervisor.Ttl));
        yaml.Word("idle_ttl", GoDuration.Format(supervisor.IdleTtl));
        yaml.Word("exec_ttl", GoDuration.Format(supervisor.ExecTtl));
        yaml.Value("max_worker_memory", supervisor.MaxWorkerMemory);
    }

    private static void WriteAllocator(YamlPrinter yaml, DynamicAllocatorOptions? allocator)
    {
        if (allocator is null)
            return;

        using var section = yaml.Section("dynamic_allocator");
        yaml.Value("max_workers", allocator.MaxWorkers);
        yaml.Value("spawn_rate", allocator.SpawnRate);
        yaml.Word("idle_timeout", GoDuration.Format(allocator.IdleTimeout));
    }
}
