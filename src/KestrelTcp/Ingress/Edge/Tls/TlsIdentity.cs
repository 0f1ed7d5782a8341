using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KestrelTcp.Configuration;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>What handshakes go by, until the files change.</summary>
internal sealed class TlsIdentity(CertificateFiles files)
{
    private const string _clientAuthentication = "1.3.6.1.5.5.7.3.2";

    public string Subject { get; } = files.Certificate!.Subject;

    public DateTime ValidUntil { get; } = files.Certificate!.NotAfter.ToUniversalTime();

    /// <summary>The certificate and all that is sent along with it; nothing is looked up on the network.</summary>
    public SslStreamCertificateContext Certificate { get; } = SslStreamCertificateContext.Create(files.Certificate!, files.Intermediates, offline: true);

    /// <summary>How a client's certificate is verified. A new one for each handshake: building a chain changes it.</summary>
    public X509ChainPolicy MakeClientPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(files.Roots);
        policy.ApplicationPolicy.Add(new Oid(_clientAuthentication));
        return policy;
    }
}
