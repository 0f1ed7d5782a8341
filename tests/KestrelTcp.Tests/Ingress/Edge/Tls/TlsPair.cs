using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using KestrelTcp.Configuration;
using KestrelTcp.FunctionalTests.Harness;
using KestrelTcp.Ingress;
using KestrelTcp.Ingress.Edge.Tls;
using KestrelTcp.Tests.Ingress.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge.Tls;

/// <summary>A client's encrypted stream and our end of it, over real sockets.</summary>
internal sealed class TlsPair : IAsyncDisposable
{
    private readonly SocketPair _sockets;
    private readonly string _folder;

    private TlsPair(SocketPair sockets, string folder, TlsTransport transport)
    {
        _sockets = sockets;
        _folder = folder;
        Transport = transport;
        Client = new SslStream(new NetworkStream(sockets.Client));
    }

    public SslStream Client { get; }

    public Socket ClientSocket => _sockets.Client;

    public Socket Accepted => _sockets.Accepted;

    public TlsTransport Transport { get; }

    public IClientSocket Socket => _sockets.Connection;

    public static async Task<TlsPair> OpenAsync(CancellationToken cancellation, SslProtocols protocol = SslProtocols.Tls13)
    {
        var folder = Directory.CreateTempSubdirectory("kestreltcp-").FullName;
        using var authority = new TestAuthority();
        var options = WriteFiles(authority, folder);
        var endpoint = new TlsEndpoint(options, "x", new ServerMetrics(new TcpMetrics(Metrics.NewCustomRegistry()), "x"), NullLogger.Instance, CancellationToken.None);
        var sockets = await SocketPair.OpenAsync(cancellation);
        var pair = new TlsPair(sockets, folder, new TlsTransport(endpoint, sockets.Connection.Transport, "x"));
        var accepting = pair.Transport.HandshakeAsync();
        await pair.Client.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocol, RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" },
            cancellation);
        Assert.NotNull(await accepting);
        return pair;
    }

    public static TlsOptions WriteFiles(TestAuthority authority, string folder, string name = "localhost")
    {
        var options = new TlsOptions { Cert = Path.Combine(folder, "cert.pem"), Key = Path.Combine(folder, "key.pem") };
        var (chain, key) = authority.IssueServer(name);
        File.WriteAllText(options.Cert, chain);
        File.WriteAllText(options.Key, key);
        return options;
    }

    public void Abort() => _sockets.Connection.Abort(new Microsoft.AspNetCore.Connections.ConnectionAbortedException());

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Transport.Dispose();
        await _sockets.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
