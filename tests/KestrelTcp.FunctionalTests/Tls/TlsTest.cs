namespace KestrelTcp.FunctionalTests.Tls;

/// <summary>Base of the tests of encrypted servers: their certificates, and clients that end with the test.</summary>
public abstract class TlsTest : ServerTest
{
    private protected TestAuthority Authority { get; } = new();

    private protected TemporaryFolder Files { get; } = new();

    private readonly List<TlsClient> _clients = [];

    private protected string CertPath => Path.Combine(Files.Path, "cert.pem");

    private protected string KeyPath => Path.Combine(Files.Path, "key.pem");

    private protected string RootPath => Path.Combine(Files.Path, "root.pem");

    private protected void WriteFiles(string name = "localhost", DateTimeOffset? until = null)
    {
        var (chain, key) = Authority.IssueServer(name, until);
        File.WriteAllText(CertPath, chain);
        File.WriteAllText(KeyPath, key);
        File.WriteAllText(RootPath, Authority.RootPem);
    }

    private protected ServerSetup Setup(string[]? command = null, string more = "", string main = "")
    {
        WriteFiles();
        return new ServerSetup { Command = command ?? Php.Obey(), Main = Tls(more) + "\n" + main };
    }

    private protected string Tls(string more = "") => $"tls: {{cert: \"{CertPath}\", key: \"{KeyPath}\"{(more.Length == 0 ? "" : ", " + more)}}}";

    private protected async Task<TlsClient> ConnectClearAsync(ServerProcess server, int? receiveBuffer = null)
    {
        var client = await TlsClient.ConnectAsync(server, receiveBuffer: receiveBuffer);
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    private protected async Task<TlsClient> ConnectTlsAsync(ServerProcess server, int? receiveBuffer = null)
    {
        var client = await ConnectClearAsync(server, receiveBuffer);
        await client.EncryptAsync();
        return client;
    }

    private protected static Task WaitHandshakesAsync(ServerProcess server, string result, int count) =>
        server.WaitMetricAsync(count, "rr_tcp_tls_handshakes_total", ("result", result));

    private protected static async Task<IReadOnlyList<WorkerEvent>> WaitClosedAsync(ServerProcess server, TlsClient client, string reason)
    {
        await server.Log.WaitAsync(
            all => all.Any(e => e.Event == WorkerEvent.Closed && e.RemoteAddr == client.LocalAddress),
            $"the closed event of {client.LocalAddress}");
        server.Log.AssertInvariants();
        WorkerEvent[] events = [.. server.Log.Read().Where(e => e.RemoteAddr == client.LocalAddress)];
        Assert.Equal(reason, events[^1].Reason);
        return events;
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _clients.ForEach(client => client.Dispose());
        await base.DisposeAsync();
        Authority.Dispose();
        Files.Dispose();
    }
}
