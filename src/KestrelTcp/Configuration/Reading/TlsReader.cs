using System.Security.Authentication;

namespace KestrelTcp.Configuration.Reading;

/// <summary>The <c>tls</c> section of a server to <see cref="TlsOptions"/>.</summary>
internal static class TlsReader
{
    private static readonly TlsOptions Defaults = new() { Cert = "", Key = "" };

    /// <returns>Null: there is no certificate, which is told.</returns>
    public static TlsOptions? Read(SectionReader section)
    {
        var cert = section.Value("cert");
        var options = Defaults with
        {
            Cert = cert ?? "",
            Key = section.Value("key") ?? cert ?? "",
            RootCa = section.Value("root_ca"),
            ClientAuthType = section.Choice("client_auth_type", Defaults.ClientAuthType, ClientAuthTypes),
            Mode = section.Choice("mode", Defaults.Mode, Modes),
            Protocols = Protocols(section),
            HandshakeTimeout = HandshakeTimeout(section),
        };
        if (options.VerifiesClientCert && options.RootCa is null)
            section.Error("client_auth_type", "there is nothing to verify clients' certificates against", "give the file of their issuers' certificates as root_ca");

        if (options.RootCa is not null && !options.VerifiesClientCert)
            section.Warn("root_ca", "no client's certificate is verified against it", $"add client_auth_type: {Word(ClientAuthType.RequireAndVerifyClientCert)}, or remove it");

        if (cert is null)
        {
            section.Error("cert", "the server's certificate is missing", "give the path of a PEM file with the certificate and those of its issuers");
            return null;
        }

        if (section.Context.ChecksFiles)
            CheckFiles(section, options);

        return options;
    }

    /// <summary>As the file writes it.</summary>
    public static string Word(ClientAuthType type) => ClientAuthTypes.First(choice => choice.Value == type).Word;

    private static (string Word, ClientAuthType Value)[] ClientAuthTypes { get; } =
    [
        ("no_client_cert", ClientAuthType.NoClientCert), ("request_client_cert", ClientAuthType.RequestClientCert),
        ("require_any_client_cert", ClientAuthType.RequireAnyClientCert), ("verify_client_cert_if_given", ClientAuthType.VerifyClientCertIfGiven),
        ("require_and_verify_client_cert", ClientAuthType.RequireAndVerifyClientCert),
    ];

    private static (string Word, TlsMode Value)[] Modes { get; } = [("implicit", TlsMode.Implicit), ("starttls", TlsMode.StartTls)];

    private static void CheckFiles(SectionReader section, TlsOptions options)
    {
        foreach (var (severity, key, what, cure) in CertificateFiles.Load(options).Problems)
        {
            // A key that is to be in the certificate's file is told of there.
            var place = section.Has(key) ? key : "cert";
            if (severity == ProblemSeverity.Error)
                section.Error(place, what, cure);
            else
                section.Warn(place, what, cure);
        }
    }

    private static SslProtocols Protocols(SectionReader section)
    {
        switch (section.Value("min_version"))
        {
            case null or "1.2":
                return SslProtocols.Tls12 | SslProtocols.Tls13;
            case "1.3":
                return SslProtocols.Tls13;
            case "1.0" or "1.1" or "1":
                section.Error("min_version", "versions below 1.2 can be broken and are not served (RFC 8996)", "use \"1.2\" (the default) or \"1.3\", and update the clients");
                return Defaults.Protocols;
            case var text:
                section.Error("min_version", $"\"{text}\" is not one of the values that it can have", "use \"1.2\" (the default) or \"1.3\"");
                return Defaults.Protocols;
        }
    }

    private static TimeSpan HandshakeTimeout(SectionReader section)
    {
        var timeout = section.Duration("handshake_timeout", Defaults.HandshakeTimeout, BareInteger.Refused);
        if (timeout > TimeSpan.Zero)
            return timeout;

        section.Error("handshake_timeout", "it must be more than 0: a client that never finishes its handshake would be kept for ever", "give a duration, such as 10s (the default)");
        return Defaults.HandshakeTimeout;
    }
}
