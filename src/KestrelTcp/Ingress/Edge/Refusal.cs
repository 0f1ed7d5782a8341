namespace KestrelTcp.Ingress.Edge;

/// <summary>Why a connection is not let in, by the key that says so (SPEC 2).</summary>
internal enum Refusal
{
    MaxConnections,
    MaxConnectionsPerIp,
    ConnectionRatePerIp,
    Allow,
    Deny,
    ProxyProtocol,
}
