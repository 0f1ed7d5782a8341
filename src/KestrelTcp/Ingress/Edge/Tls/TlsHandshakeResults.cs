namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>The results' names for metrics.</summary>
internal static class TlsHandshakeResults
{
    /// <summary>Those of <see cref="TlsHandshakeResult"/>, in its order.</summary>
    public static string[] Texts { get; } = ["ok", "failed", "client_certificate", "timeout", "disconnected", "stopped"];
}
