namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>What a handshake came to: <c>result</c> of <c>rr_tcp_tls_handshakes_total</c>.</summary>
internal enum TlsHandshakeResult
{
    Ok,

    /// <summary>No TLS, no version or cipher in common, or the client did not like our certificate.</summary>
    Failed,

    /// <summary>The client's was missing, or not valid.</summary>
    ClientCertificate,

    /// <summary>Not done within handshake_timeout.</summary>
    Timeout,

    /// <summary>The client went away.</summary>
    Disconnected,

    /// <summary>The server stopped meanwhile, or the connection was closed.</summary>
    Stopped,
}
