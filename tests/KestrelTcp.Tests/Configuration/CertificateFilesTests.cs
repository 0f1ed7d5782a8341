using System.Security.Cryptography;
using KestrelTcp.Configuration;
using KestrelTcp.FunctionalTests.Harness;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Every mistake in a certificate's files is told with the file and the cure.</summary>
public sealed class CertificateFilesTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("kestreltcp-").FullName;

    private string Cert => Path.Combine(_folder, "cert.pem");

    private string Key => Path.Combine(_folder, "key.pem");

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void ChainAndKey_areRead()
    {
        Write(_authority.IssueServer());

        var files = Load();

        Assert.Empty(files.Problems);
        Assert.True(files.Certificate!.HasPrivateKey);
        Assert.Equal("CN=Test Authority", Assert.Single(files.Intermediates).Subject);
    }

    [Fact]
    public void Key_canBeInTheCertificatesFile()
    {
        var (chain, key) = _authority.IssueServer();
        File.WriteAllText(Cert, chain + key);

        var files = CertificateFiles.Load(new TlsOptions { Cert = Cert, Key = Cert });

        Assert.Empty(files.Problems);
        Assert.True(files.Certificate!.HasPrivateKey);
        Assert.Single(files.Intermediates);
    }

    [Fact]
    public void MissingFiles_areBothTold()
    {
        var files = Load();

        Assert.Equal(["cert", "key"], files.Problems.Select(problem => problem.Key));
        Assert.All(files.Problems, problem => Assert.Contains($"there is no file {_folder}", problem.What, StringComparison.Ordinal));
        Assert.Null(files.Certificate);
    }

    [Fact]
    public void Folder_cannotBeRead()
    {
        Write(_authority.IssueServer());
        File.Delete(Cert);
        Directory.CreateDirectory(Cert);

        AssertError("cert", "cannot be read", "let the server's user read the file");
    }

    [Fact]
    public void KeyOfAnother_isRefused()
    {
        Write((_authority.IssueServer().Chain, _authority.IssueServer().Key));

        AssertError("key", "does not belong to the first certificate", "put the server's own certificate first");
    }

    [Fact]
    public void NoPem_isRefused()
    {
        Write(("DER or so", _authority.IssueServer().Key));

        AssertError("cert", "there is no certificate in", "PEM form");
    }

    [Fact]
    public void DamagedCertificate_isRefused()
    {
        Write(("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", _authority.IssueServer().Key));

        AssertError("cert", "is damaged", "as it was issued");
    }

    [Fact]
    public void CertificateInPlaceOfTheKey_isRefused()
    {
        var (chain, _) = _authority.IssueServer();
        Write((chain, chain));

        AssertError("key", "there is no private key in", "BEGIN PRIVATE KEY");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EncryptedKey_isRefusedWithTheCommandThatHelps(bool pkcs8)
    {
        using var key = ECDsa.Create();
        var pem = pkcs8
            ? key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))
            : "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n";
        Write((_authority.IssueServer().Chain, pem));

        AssertError("key", "is encrypted", $"openssl pkey -in {Key} -out FILE");
    }

    [Fact]
    public void ExpiredCertificate_isAWarning()
    {
        Write(_authority.IssueServer(until: DateTimeOffset.UtcNow.AddDays(-1)));

        var files = Load();

        var problem = Assert.Single(files.Problems);
        Assert.Equal((ProblemSeverity.Warning, "cert"), (problem.Severity, problem.Key));
        Assert.Contains("has expired at", problem.What, StringComparison.Ordinal);
        Assert.False(files.HasErrors);
    }

    [Fact]
    public void Fingerprint_isAnotherWithOtherContents()
    {
        Write(_authority.IssueServer());
        var first = Load().Fingerprint;
        Assert.Equal(first, Load().Fingerprint);

        Write(_authority.IssueServer());

        Assert.NotEqual(first, Load().Fingerprint);
    }

    [Fact]
    public void Validate_tellsTheLineOfTheFile()
    {
        var config = Path.Combine(_folder, ".rr.yaml");
        File.WriteAllText(config, Config.Minimal + $"      tls: {{cert: {Cert}, key: {Key}}}\n");

        var problems = ConfigurationLoader.Load(config, checkFiles: true).Problems;

        Assert.Equal(["cert", "key"], problems.Select(problem => problem.Path.Split('.')[^1]));
        Assert.All(problems, problem => Assert.Equal((config, true), (problem.File, problem.Line > 1)));
        Assert.Empty(ConfigurationLoader.Load(config).Problems);
    }

    private CertificateFiles Load() => CertificateFiles.Load(new TlsOptions { Cert = Cert, Key = Key });

    private void Write((string Chain, string Key) pems)
    {
        File.WriteAllText(Cert, pems.Chain);
        File.WriteAllText(Key, pems.Key);
    }

    private void AssertError(string key, string what, string cure)
    {
        var problem = Assert.Single(Load().Problems);
        Assert.Equal((ProblemSeverity.Error, key), (problem.Severity, problem.Key));
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        Assert.Contains(_folder, problem.What, StringComparison.Ordinal);
        Assert.Contains(cure, problem.Cure, StringComparison.Ordinal);
    }
}
