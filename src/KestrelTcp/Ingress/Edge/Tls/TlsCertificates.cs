using KestrelTcp.Configuration;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>
/// A server's certificates, taken anew when the files say something else. What they say is compared, not their dates: a secret of Kubernetes is replaced
/// by turning a link, and a date can stay the same. What cannot be used is told once, and the old ones serve on.
/// </summary>
internal sealed partial class TlsCertificates
{
    /// <summary>Milliseconds; within them no handshake looks again.</summary>
    private const long _lookEvery = 1000;

    private readonly TlsOptions _options;
    private readonly string _server;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private volatile TlsIdentity _current;
    private long _lookedAt = Environment.TickCount64;
    private string _fingerprint;

    /// <exception cref="StartupException">The files cannot be used.</exception>
    public TlsCertificates(TlsOptions options, string server, ILogger logger)
    {
        _options = options;
        _server = server;
        _logger = logger;
        var files = CertificateFiles.Load(options);
        if (files.Problems.FirstOrDefault(problem => problem.Severity == ProblemSeverity.Error) is { } problem)
        {
            throw new StartupException($"tcp.servers.{server}.tls.{problem.Key}: {problem.What}. Cure: {problem.Cure}.");
        }

        _fingerprint = files.Fingerprint;
        _current = new TlsIdentity(files);
    }

    /// <summary>Those of now. Reads files at times: not for an I/O thread.</summary>
    public TlsIdentity Current
    {
        get
        {
            if (Environment.TickCount64 - Volatile.Read(ref _lookedAt) >= _lookEvery && _gate.TryEnter())
            {
                try
                {
                    Look();
                    Volatile.Write(ref _lookedAt, Environment.TickCount64);
                }
                finally
                {
                    _gate.Exit();
                }
            }

            return _current;
        }
    }

    private void Look()
    {
        var files = CertificateFiles.Load(_options);
        if (files.Fingerprint == _fingerprint)
        {
            return;
        }

        _fingerprint = files.Fingerprint;
        foreach (var problem in files.Problems)
        {
            if (problem.Severity == ProblemSeverity.Error)
            {
                LogRefused(_logger, _server, problem.Key, problem.What, problem.Cure);
            }
            else
            {
                LogWarned(_logger, _server, problem.What, problem.Cure);
            }
        }

        if (!files.HasErrors)
        {
            _current = new TlsIdentity(files);
            LogTaken(_logger, _server, _current.Subject, _current.ValidUntil);
        }
    }

    [LoggerMessage(1201, LogLevel.Information, "{Server}: from now on the certificate {Subject} is used, valid until {Until:u}")]
    private static partial void LogTaken(ILogger logger, string server, string subject, DateTime until);

    [LoggerMessage(1202, LogLevel.Error, "{Server}: the files of tls have changed and cannot be used; those before stay in use. tls.{Key}: {Problem}. Cure: {Cure}")]
    private static partial void LogRefused(ILogger logger, string server, string key, string problem, string cure);

    [LoggerMessage(1203, LogLevel.Warning, "{Server}: tls.cert: {Problem}. Cure: {Cure}")]
    private static partial void LogWarned(ILogger logger, string server, string problem, string cure);
}
