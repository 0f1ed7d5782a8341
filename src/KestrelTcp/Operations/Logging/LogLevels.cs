using KestrelTcp.Configuration;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>RoadRunner's level names beside those of Microsoft.Extensions.Logging.</summary>
internal static class LogLevels
{
    /// <summary>The least severe level that <paramref name="severity"/> lets through.</summary>
    public static LogLevel Minimum(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogLevel.Debug,
        LogSeverity.Info => LogLevel.Information,
        LogSeverity.Warn => LogLevel.Warning,
        LogSeverity.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };

    /// <summary>The name in records.</summary>
    public static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "panic",
    };

    /// <summary>The name on a console, all of one width.</summary>
    public static string ConsoleName(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "PANIC",
    };

    /// <summary>The terminal's escape sequence for a level's colour.</summary>
    public static string Colour(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "\e[35m",
        LogLevel.Information => "\e[34m",
        LogLevel.Warning => "\e[33m",
        _ => "\e[31m",
    };
}
