namespace KestrelTcp.Worker;

/// <summary>How a connection is encrypted.</summary>
/// <param name="Version">Protocol version as the server names it.</param>
/// <param name="Cipher">Cipher suite as the server names it.</param>
/// <param name="ServerName">The host name that the client asked for (SNI); null when it named none.</param>
/// <param name="ClientSubject">Subject of the client's certificate; null when it showed none.</param>
public sealed record TcpTlsInfo(string? Version, string? Cipher, string? ServerName, string? ClientSubject);
