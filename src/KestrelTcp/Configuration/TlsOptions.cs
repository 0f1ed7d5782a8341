using System.Security.Authentication;

namespace KestrelTcp.Configuration;

/// <summary>The <c>tls</c> section of a server.</summary>
internal sealed record TlsOptions
{
    /// <summary>PEM file: the server's certificate, then those between it and its root.</summary>
    public required string Cert { get; init; }

    /// <summary>PEM file; the certificate's own when the key is in there.</summary>
    public required string Key { get; init; }

    /// <summary>PEM file of the roots that clients' certificates must lead to; null: none is verified.</summary>
    public string? RootCa { get; init; }

    public ClientAuthType ClientAuthType { get; init; }

    public TlsMode Mode { get; init; }

    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>From the first byte expected to the last one needed.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public bool AsksForClientCert => ClientAuthType != ClientAuthType.NoClientCert;

    public bool RequiresClientCert => ClientAuthType is ClientAuthType.RequireAnyClientCert or ClientAuthType.RequireAndVerifyClientCert;

    public bool VerifiesClientCert => ClientAuthType is ClientAuthType.VerifyClientCertIfGiven or ClientAuthType.RequireAndVerifyClientCert;
}
