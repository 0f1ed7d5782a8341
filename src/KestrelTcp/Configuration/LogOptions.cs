namespace KestrelTcp.Configuration;

/// <summary>The <c>logs</c> section.</summary>
internal sealed record LogOptions
{
    public LogMode Mode { get; init; } = LogMode.Development;

    /// <summary>Null: debug in development, info in production.</summary>
    public LogSeverity? Level { get; init; }

    /// <summary>Null: console in development, JSON in production.</summary>
    public LogEncoding? Encoding { get; init; }

    /// <summary>Records are read by a program: plain lines between them would disturb it.</summary>
    public bool WritesJson => (Encoding ?? (Mode == LogMode.Production ? LogEncoding.Json : LogEncoding.Console)) == LogEncoding.Json && Mode is not (LogMode.Raw or LogMode.Off);

    /// <summary><c>stdout</c>, <c>stderr</c> or a file's path.</summary>
    public string Output { get; init; } = "stderr";

    /// <summary>Where errors of the logger itself go.</summary>
    public string ErrorOutput { get; init; } = "stderr";

    public string LineEnding { get; init; } = "\n";

    /// <summary>Null: no rotated file.</summary>
    public LogFileOptions? File { get; init; }

    /// <summary>Per logger name; what a channel leaves out it has from here.</summary>
    public IReadOnlyDictionary<string, LogOptions> Channels { get; init; } = new Dictionary<string, LogOptions>();
}
