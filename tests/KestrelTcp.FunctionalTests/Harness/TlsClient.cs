using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>A client that speaks in the clear until it is told to encrypt, and never waits without a deadline.</summary>
internal sealed class TlsClient : IDisposable
{
    private readonly Socket _socket;
    private Stream _stream;

    private TlsClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
        LocalAddress = socket.LocalEndPoint!.ToString()!;
    }

    /// <summary>As the server's workers see it in <c>remote_addr</c>.</summary>
    public string LocalAddress { get; }

    /// <summary>What the server has shown in the handshake, itself first.</summary>
    public IReadOnlyList<string> ServerChain { get; private set; } = [];

    private SslStream Tls => (SslStream)_stream;

    public static async Task<TlsClient> ConnectAsync(ServerProcess server, string name = "main", int? receiveBuffer = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            socket.ReceiveBufferSize = size;
        }

        await socket.ConnectAsync(IPAddress.Loopback, server.Port(name));
        return new TlsClient(socket);
    }

    /// <exception cref="AuthenticationException">The handshake fails.</exception>
    /// <exception cref="IOException">The server ends the connection.</exception>
    public async Task EncryptAsync(SslProtocols protocols = SslProtocols.None, X509Certificate2? certificate = null, string host = "localhost")
    {
        var tls = new SslStream(_stream);
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = host,
                EnabledSslProtocols = protocols,
                ClientCertificates = certificate is null ? null : [certificate],
                RemoteCertificateValidationCallback = (_, _, chain, _) =>
                {
                    ServerChain = [.. chain!.ChainPolicy.ExtraStore.Select(shown => shown.Subject)];
                    return true;
                },
            },
            deadline.Token);
        _stream = tls;
        ServerChain = [.. ServerChain.Prepend(tls.RemoteCertificate!.Subject).Distinct()];
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _stream.WriteAsync(bytes, deadline.Token);
        await _stream.FlushAsync(deadline.Token);
    }

    /// <summary>Sends bytes as they are, past the encryption.</summary>
    public async Task SendRawAsync(byte[] bytes) => await _socket.SendAsync(bytes);

    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadLineAsync();
    }

    public async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        while (!(line.Count > 1 && line[^1] == '\n' && line[^2] == '\r'))
        {
            if (await _stream.ReadAsync(one, deadline.Token) == 0)
            {
                Assert.Fail($"The connection ended within a line: {Encoding.UTF8.GetString([.. line])}");
            }

            line.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. line]);
    }

    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        var bytes = new byte[count];
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _stream.ReadExactlyAsync(bytes, deadline.Token);
        return bytes;
    }

    /// <summary>All that comes up to the server's end; a reset fails the test.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _stream.CopyToAsync(all, deadline.Token);
        return all.ToArray();
    }

    /// <summary>Tells the server that nothing more is sent: by an alert, then by a FIN.</summary>
    public async Task EndAsync(bool alert = true)
    {
        if (alert)
        {
            await Tls.ShutdownAsync();
        }

        _socket.Shutdown(SocketShutdown.Send);
    }

    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
