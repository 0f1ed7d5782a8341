namespace KestrelTcp.Configuration;

/// <summary><c>logs.mode</c>.</summary>
internal enum LogMode
{
    Development,
    Production,

    /// <summary>The message alone.</summary>
    Raw,
    Off,
}
