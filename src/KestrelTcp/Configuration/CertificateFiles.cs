using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>The files of a <c>tls</c> section, read and understood together; what is wrong with them is told with its cure.</summary>
internal sealed class CertificateFiles
{
    private readonly List<CertificateProblem> _problems = [];
    private readonly IncrementalHash _contents = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private CertificateFiles(TlsOptions options)
    {
        var certText = Read("cert", options.Cert);
        var keyText = options.Key == options.Cert ? certText : Read("key", options.Key);
        var rootText = options.RootCa is null ? null : Read("root_ca", options.RootCa);
        Fingerprint = Convert.ToHexString(_contents.GetHashAndReset());
        _contents.Dispose();
        var chain = certText is null ? null : Certificates("cert", options.Cert, certText);
        if (chain is not null && keyText is not null)
        {
            Certificate = WithKey(options, chain[0], keyText);
            Intermediates = [.. chain.Skip(1)];
        }

        if (rootText is not null)
        {
            Roots = Certificates("root_ca", options.RootCa!, rootText) ?? [];
        }

        if (Certificate is not null)
        {
            WarnOfDates(options.Cert, Certificate);
        }
    }

    /// <summary>The server's own, with its key; null: an error is among the problems.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>What is sent along with it.</summary>
    public X509Certificate2Collection Intermediates { get; } = [];

    /// <summary>What clients' certificates must lead to.</summary>
    public X509Certificate2Collection Roots { get; } = [];

    /// <summary>Another one: the files say something else.</summary>
    public string Fingerprint { get; }

    public IReadOnlyList<CertificateProblem> Problems => _problems;

    public bool HasErrors => _problems.Any(problem => problem.Severity == ProblemSeverity.Error);

    public static CertificateFiles Load(TlsOptions options) => new(options);

    private string? Read(string key, string path)
    {
        _contents.AppendData(Encoding.UTF8.GetBytes($"\n{key}\n"));
        try
        {
            var text = File.ReadAllText(path);
            _contents.AppendData(Encoding.UTF8.GetBytes(text));
            return text;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            Error(key, $"there is no file {Path.GetFullPath(path)}", "give the path of a PEM file; a relative one starts at the working folder");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Error(key, $"{path} cannot be read: {exception.Message}", "let the server's user read the file");
        }

        return null;
    }

    private X509Certificate2Collection? Certificates(string key, string path, string text)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(text);
        }
        catch (CryptographicException exception)
        {
            Error(key, $"a certificate in {path} is damaged: {exception.Message}", "give the PEM file as it was issued");
            return null;
        }

        if (all.Count > 0)
            return all;

        Error(key, $"there is no certificate in {path}", "give a file in PEM form, with lines of BEGIN CERTIFICATE; openssl x509 -inform der -in FILE makes it of another");
        return null;
    }

    private X509Certificate2? WithKey(TlsOptions options, X509Certificate2 certificate, string keyText)
    {
        if (PemKey.IsEncrypted(keyText))
            return Error("key", $"the key in {options.Key} is encrypted, and nobody is there to type its password", $"store it without one, readable by the server alone: openssl pkey -in {options.Key} -out FILE");

        if (!PemKey.IsIn(keyText))
        {
            return Error("key", $"there is no private key in {options.Key}", options.Key == options.Cert
                ? "give the key's own file as key, or add the key to the certificate's file"
                : "give a file in PEM form, with a line of BEGIN PRIVATE KEY");
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), keyText);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            return Error(
                "key", $"the key in {options.Key} does not belong to the first certificate in {options.Cert} ({certificate.Subject}), or is damaged",
                "give the key that the certificate was made for, and put the server's own certificate first in its file");
        }
    }

    private void WarnOfDates(string path, X509Certificate2 certificate)
    {
        if (certificate.NotAfter < DateTime.Now)
            Warn($"the certificate in {path} ({certificate.Subject}) has expired at {Utc(certificate.NotAfter)}: clients will refuse it", "replace it; a new file is taken without a restart");
        else if (certificate.NotBefore > DateTime.Now)
            Warn($"the certificate in {path} ({certificate.Subject}) is valid only from {Utc(certificate.NotBefore)} on: clients will refuse it", "wait, or look at this machine's clock");
    }

    private static string Utc(DateTime time) => time.ToUniversalTime().ToString("u", System.Globalization.CultureInfo.InvariantCulture);

    private X509Certificate2? Error(string key, string what, string cure)
    {
        _problems.Add(new(ProblemSeverity.Error, key, what, cure));
        return null;
    }

    private void Warn(string what, string cure) => _problems.Add(new(ProblemSeverity.Warning, "cert", what, cure));
}
