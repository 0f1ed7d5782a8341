namespace KestrelTcp.Operations.Logging;

/// <summary>From a logging category to the short name that records carry and <c>logs.channels</c> is keyed by.</summary>
internal static class LoggerNames
{
    public const string Kestrel = "kestrel";

    /// <summary>The name of records about the process and its logs.</summary>
    public const string Main = "main";

    /// <summary>The name of records that workers wrote to their standard error.</summary>
    public const string Server = "server";

    public static string From(string category) => category switch
    {
        _ when category.StartsWith("Microsoft.", StringComparison.Ordinal) || category.StartsWith("System.", StringComparison.Ordinal) => Kestrel,
        _ when category.StartsWith("KestrelTcp.Ingress.", StringComparison.Ordinal) => "tcp",
        _ when category.StartsWith("KestrelTcp.Workers.", StringComparison.Ordinal) => "pool",
        _ when category.StartsWith("KestrelTcp.Rpc.", StringComparison.Ordinal) => "rpc",
        _ when category.StartsWith("KestrelTcp.Operations.", StringComparison.Ordinal) => "http",
        _ when category.StartsWith("KestrelTcp.", StringComparison.Ordinal) => Main,
        _ => category,
    };
}
