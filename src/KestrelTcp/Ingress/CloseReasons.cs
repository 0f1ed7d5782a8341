namespace KestrelTcp.Ingress;

/// <summary>The reasons' names for workers and metrics.</summary>
internal static class CloseReasons
{
    public static string Text(this CloseReason reason) => reason switch
    {
        CloseReason.Client => "client",
        CloseReason.Worker => "worker",
        CloseReason.Error => "error",
        CloseReason.Timeout => "timeout",
        CloseReason.Limit => "limit",
        CloseReason.MessageTooBig => "message_too_big",
        CloseReason.Admin => "admin",
        CloseReason.Shutdown => "shutdown",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
