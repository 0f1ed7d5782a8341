namespace KestrelTcp.Ingress;

/// <summary>What a worker is told of a connection's encryption. A connection's feature, once the handshake is done.</summary>
/// <param name="Version">As <c>TLSv1.3</c>.</param>
/// <param name="Cipher">Name of the cipher suite (IANA).</param>
/// <param name="ServerName">What the client asked for (SNI); null: nothing.</param>
/// <param name="ClientSubject">Of the client's certificate; null: it has sent none.</param>
internal sealed record TlsSession(string Version, string Cipher, string? ServerName, string? ClientSubject);
