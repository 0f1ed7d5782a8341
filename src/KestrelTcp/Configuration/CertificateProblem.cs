namespace KestrelTcp.Configuration;

/// <summary>What is wrong with a certificate's files.</summary>
/// <param name="Severity">With an error they cannot be used.</param>
/// <param name="Key">The key of the <c>tls</c> section that names the file.</param>
/// <param name="What">With the file's name; without a full stop.</param>
/// <param name="Cure">Without a full stop.</param>
internal sealed record CertificateProblem(ProblemSeverity Severity, string Key, string What, string Cure);
