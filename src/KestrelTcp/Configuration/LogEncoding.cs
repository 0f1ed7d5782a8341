namespace KestrelTcp.Configuration;

/// <summary><c>logs.encoding</c>.</summary>
internal enum LogEncoding
{
    Console,
    Json,
}
