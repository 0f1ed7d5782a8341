namespace KestrelTcp.Configuration;

/// <summary><c>logs.file_logger_options</c>.</summary>
internal sealed record LogFileOptions
{
    public required string LogOutput { get; init; }

    /// <summary>MB of one file before the next is begun.</summary>
    public int MaxSize { get; init; } = 100;

    /// <summary>Days.</summary>
    public int MaxAge { get; init; } = 24;

    public int MaxBackups { get; init; } = 10;

    public bool Compress { get; init; }
}
