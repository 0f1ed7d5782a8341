using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using KestrelTcp.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>The step that encrypts a server's connections: at once, or when a worker asks for it.</summary>
internal sealed partial class TlsEndpoint
{
    /// <summary>A client that is refused is listened to for so long: its unread bytes would turn our close into a reset, which can cost it the alert that says why.</summary>
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(1);

    private readonly TlsOptions _options;
    private readonly string _server;
    private readonly ServerMetrics _metrics;
    private readonly TlsCertificates _certificates;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;

    /// <exception cref="StartupException">The files cannot be used.</exception>
    public TlsEndpoint(TlsOptions options, string server, ServerMetrics metrics, ILogger logger, CancellationToken stopping)
    {
        _options = options;
        _server = server;
        _metrics = metrics;
        _logger = logger;
        _stopping = stopping;
        _certificates = new TlsCertificates(options, server, logger);
    }

    public async Task RunAsync(ConnectionContext context, ConnectionDelegate next)
    {
        using var transport = new TlsTransport(this, context.Transport, RemoteAddress.Format(context.RemoteEndPoint));
        if (_options.Mode == TlsMode.Implicit)
        {
            if (await transport.HandshakeAsync() is not { } session)
            {
                await TurnAwayAsync(context);
                return;
            }

            context.Features.Set(session);
        }

        context.Transport = transport;
        context.Features.Set(transport);
        await next(context);
    }

    public async Task<TlsSession?> HandshakeAsync(TlsTransport transport, string remote, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop, _stopping);
        limit.CancelAfter(_options.HandshakeTimeout);
        string? refusal = null;
        try
        {
            // Off the I/O thread: a file may have to be read.
            await Task.Yield();
            var session = await transport.EncryptAsync(MakeOptions(why => refusal = why), limit.Token);
            _metrics.Handshake(TlsHandshakeResult.Ok);
            return session;
        }
        catch (Exception exception)
        {
            // Whatever it is, it is for what this client has sent or not, and costs this connection alone.
            var result = exception switch
            {
                _ when stop.IsCancellationRequested || _stopping.IsCancellationRequested => TlsHandshakeResult.Stopped,
                _ when limit.IsCancellationRequested => TlsHandshakeResult.Timeout,
                _ when refusal is not null => TlsHandshakeResult.ClientCertificate,
                IOException => TlsHandshakeResult.Disconnected,
                _ => TlsHandshakeResult.Failed,
            };
            _metrics.Handshake(result);
            LogFailed(_logger, _server, remote, TlsHandshakeResults.Texts[(int)result], refusal ?? $"{exception.Message} {exception.InnerException?.Message}");
            return null;
        }
    }

    private SslServerAuthenticationOptions MakeOptions(Action<string> refuse)
    {
        var identity = _certificates.Current;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Certificate,
            EnabledSslProtocols = _options.Protocols,
            AllowRenegotiation = false,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (_options.AsksForClientCert)
        {
            options.ClientCertificateRequired = true;

            // A session taken up again brings the client's certificate without its issuers', and from before the roots changed.
            options.AllowTlsResume = false;
            options.CertificateChainPolicy = identity.MakeClientPolicy();
            options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Accepts(certificate, chain, errors, refuse);
        }

        return options;
    }

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, Action<string> refuse)
    {
        if (certificate is null)
        {
            if (_options.RequiresClientCert)
            {
                refuse("the client has sent no certificate");
            }

            return !_options.RequiresClientCert;
        }

        if (!_options.VerifiesClientCert || errors == SslPolicyErrors.None)
        {
            return true;
        }

        refuse($"the client's certificate ({certificate.Subject}) is not valid: {string.Join(", ", chain?.ChainStatus.Select(status => status.Status) ?? [])}");
        return false;
    }

    private async Task TurnAwayAsync(ConnectionContext context)
    {
        context.Features.Get<IClientSocket>()?.EndOutput();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        limit.CancelAfter(_lastWords);
        try
        {
            var input = context.Transport.Input;
            while (await input.ReadAsync(limit.Token) is { IsCompleted: false } read)
            {
                input.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Long enough; or the client is gone.
        }
    }

    [LoggerMessage(1204, LogLevel.Debug, "{Server}: the TLS handshake of {Remote} came to nothing ({Result}): {Problem}")]
    private static partial void LogFailed(ILogger logger, string server, string remote, string result, string problem);
}
