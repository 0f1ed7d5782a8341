using System.Globalization;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>Prints what the service is watched and steered with: rpc, status, metrics, kv, logs, endure.</summary>
internal static class EffectiveOperations
{
    public static void Write(YamlPrinter yaml, ServiceOptions options)
    {
        if (options.Rpc is { } rpc)
        {
            using var section = yaml.Section("rpc");
            yaml.Value("listen", rpc.ListenText);
        }

        if (options.Status is { } status)
        {
            using var section = yaml.Section("status");
            yaml.Value("address", status.Address.ToString());
            yaml.Value("unavailable_status_code", status.UnavailableStatusCode);
            yaml.Word("check_timeout", GoDuration.Format(status.CheckTimeout));
        }

        if (options.Metrics is { } metrics)
            WriteMetrics(yaml, metrics);

        if (options.Kv.Count > 0)
            WriteStorages(yaml, options.Kv);

        using (yaml.Section("logs"))
            WriteLogs(yaml, options.Logs);

        using (yaml.Section("endure"))
            yaml.Word("grace_period", GoDuration.Format(options.Endure.GracePeriod));
    }

    private static void WriteStorages(YamlPrinter yaml, IReadOnlyList<KvStorageOptions> storages)
    {
        using var section = yaml.Section("kv");
        foreach (var storage in storages)
        {
            using var entry = yaml.Section(storage.Name);
            yaml.Word("driver", "memory");
            using var config = yaml.Section("config");
            yaml.Word("interval", GoDuration.Format(storage.Interval));
            yaml.Value("max_items", storage.MaxItems);
            yaml.Word("max_bytes", ByteSize.Format(storage.MaxBytes));
        }
    }

    private static void WriteMetrics(YamlPrinter yaml, MetricsOptions metrics)
    {
        using var section = yaml.Section("metrics");
        yaml.Value("address", metrics.Address.ToString());
        if (metrics.Collect.Count == 0)
            return;

        using var collect = yaml.Section("collect");
        foreach (var (name, collector) in metrics.Collect)
        {
            using var entry = yaml.Section(name);
            WriteCollector(yaml, collector);
        }
    }

    private static void WriteCollector(YamlPrinter yaml, CollectorOptions collector)
    {
        yaml.Word("type", collector.Type);
        yaml.Value("namespace", collector.Namespace);
        yaml.Value("subsystem", collector.Subsystem);
        yaml.Value("help", collector.Help);
        yaml.List("labels", collector.Labels);
        if (collector.Buckets.Count > 0)
            yaml.List("buckets", collector.Buckets);

        if (collector.Objectives.Count == 0)
            return;

        using var objectives = yaml.Section("objectives");
        foreach (var (quantile, epsilon) in collector.Objectives)
            yaml.Word(quantile.ToString(CultureInfo.InvariantCulture), epsilon.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteLogs(YamlPrinter yaml, LogOptions logs)
    {
        yaml.Value("mode", EffectiveConfiguration.Word(logs.Mode));
        yaml.Word("level", EffectiveConfiguration.Word(logs.Level ?? (logs.Mode == LogMode.Production ? LogSeverity.Info : LogSeverity.Debug)));
        yaml.Word("encoding", EffectiveConfiguration.Word(logs.Encoding ?? (logs.Mode == LogMode.Production ? LogEncoding.Json : LogEncoding.Console)));
        yaml.Value("output", logs.Output);
        yaml.Value("err_output", logs.ErrorOutput);
        yaml.Value("line_ending", logs.LineEnding);
        if (logs.File is { } file)
        {
            using var section = yaml.Section("file_logger_options");
            yaml.Value("log_output", file.LogOutput);
            yaml.Value("max_size", file.MaxSize);
            yaml.Value("max_age", file.MaxAge);
            yaml.Value("max_backups", file.MaxBackups);
            yaml.Value("compress", file.Compress);
        }

        if (logs.Channels.Count == 0)
            return;

        using var channels = yaml.Section("channels");
        foreach (var (name, channel) in logs.Channels)
        {
            using var section = yaml.Section(name);
            WriteLogs(yaml, channel);
        }
    }
}
