using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>Issues certificates for tests: a root, one authority below it, and who asks.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset _from = DateTimeOffset.UtcNow.AddYears(-2);
    private static readonly DateTimeOffset _until = DateTimeOffset.UtcNow.AddYears(2);

    private readonly ECDsa _intermediateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _intermediate;

    public TestAuthority()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Authority("CN=Test Root", key);
        Root = request.CreateSelfSigned(_from, _until);
        using var issued = Authority("CN=Test Authority", _intermediateKey).Create(Root, _from, _until, Serial());
        _intermediate = issued.CopyWithPrivateKey(_intermediateKey);
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate => _intermediate;

    public string RootPem => Root.ExportCertificatePem() + "\n";

    /// <summary>A server's certificate with its issuer's behind it, and its key, in PEM.</summary>
    public (string Chain, string Key) IssueServer(string name = "localhost", DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_intermediate, _from, until ?? _until.AddDays(-1), Serial());
        return (issued.ExportCertificatePem() + "\n" + _intermediate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public X509Certificate2 IssueClient(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var issued = request.Create(Root, _from, _until.AddDays(-1), Serial());
        return issued.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        Root.Dispose();
        _intermediate.Dispose();
        _intermediateKey.Dispose();
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }

    private static byte[] Serial() => RandomNumberGenerator.GetBytes(8);
}
