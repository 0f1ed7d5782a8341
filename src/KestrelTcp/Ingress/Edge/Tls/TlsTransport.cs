using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace KestrelTcp.Ingress.Edge.Tls;

/// <summary>A connection's two directions, which a handshake turns from clear text to TLS. A connection's feature where <c>tls</c> is configured.</summary>
/// <param name="endpoint">Its server's.</param>
/// <param name="clear">What the encrypted bytes go over.</param>
/// <param name="remote">The client's address, for the log.</param>
internal sealed class TlsTransport(TlsEndpoint endpoint, IDuplexPipe clear, string remote) : IDuplexPipe, IDisposable
{
    private readonly TransportStream _stream = new(clear);
    private readonly TlsInput _input = new(clear.Input);
    private readonly TlsOutput _output = new(clear.Output);
    /// <summary>Never disposed, as it holds nothing: who gives up may come when all is over.</summary>
    private readonly CancellationTokenSource _giveUp = new();

    private SslStream? _tls;

    public PipeReader Input => _input;

    public PipeWriter Output => _output;

    /// <summary>A handshake has begun; there is one at most.</summary>
    public bool IsBegun => _tls is not null;

    /// <summary>The handshake, within its time. Nothing may be read or written meanwhile, and nothing be unsent.</summary>
    /// <returns>Null: it has failed, which is logged and counted.</returns>
    public Task<TlsSession?> HandshakeAsync() => endpoint.HandshakeAsync(this, remote, _giveUp.Token);

    /// <summary>Ends a handshake that is under way, or comes yet.</summary>
    public void GiveUp() => _giveUp.Cancel();

    /// <summary>Encrypts from here on; throws whatever an SslStream throws.</summary>
    public async Task<TlsSession> EncryptAsync(SslServerAuthenticationOptions options, CancellationToken cancellation)
    {
        _tls = new SslStream(_stream, leaveInnerStreamOpen: true);
        _stream.LeavesIoThread = true;
        await _tls.AuthenticateAsServerAsync(options, cancellation);
        _stream.LeavesIoThread = false;
        _input.Decrypt(_tls);
        _output.Encrypt(_tls);
        return new TlsSession(
            VersionOf(_tls.SslProtocol),
            _tls.NegotiatedCipherSuite.ToString(),
            _tls.TargetHostName is { Length: > 0 } name ? name : null,
            (_tls.RemoteCertificate as X509Certificate2)?.Subject);
    }

    /// <summary>What the client still sends is dropped as it comes, unread.</summary>
    public void DiscardInput() => _stream.Discards = true;

    public void Dispose() => _tls?.Dispose();

    private static string VersionOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        _ => protocol.ToString(),
    };
}
