namespace KestrelTcp.Configuration;

/// <summary><c>logs.level</c>, least severe first.</summary>
internal enum LogSeverity
{
    Debug,
    Info,
    Warn,
    Error,
    Panic,
}
