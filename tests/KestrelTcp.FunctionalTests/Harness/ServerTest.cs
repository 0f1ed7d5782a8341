namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>Base of every test that starts servers: ends them afterwards, and shows what they printed when the test failed.</summary>
public abstract class ServerTest : IAsyncDisposable
{
    private readonly List<ServerProcess> _servers = [];
    private readonly List<RawClient> _clients = [];

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        var faults = new List<Exception>();
        foreach (var server in _servers)
        {
            try
            {
                await server.DisposeAsync();
            }
            catch (Exception e)
            {
                // Every server is to be ended, whatever happens to the first.
                faults.Add(e);
            }

            if (failed || faults.Count > 0)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"The server printed:\n{server.Output.Text}");
            }
        }

        if (faults.Count > 0)
        {
            throw new AggregateException(faults);
        }
    }

    private protected async Task<ServerProcess> StartAsync(ServerSetup setup, params string[] arguments)
    {
        var server = Keep(await ServerProcess.StartAsync(setup, arguments));
        server.SkipWhenNotYet();
        return server;
    }

    private protected Task<ServerProcess> StartAsync(string[] command) => StartAsync(new ServerSetup { Command = command });

    /// <summary>The repository's own configuration, on free ports: <c>main</c> is its SMTP service, <c>echo</c> its echo service.</summary>
    private protected Task<ServerProcess> StartDefaultAsync() => StartAsync(
        new ServerSetup { File = File.ReadAllText(Path.Combine(Repository.Root, ".rr.yaml")) },
        "-o", "tcp.servers.smtp.addr=127.0.0.1:@main@",
        "-o", "tcp.servers.echo.addr=127.0.0.1:@echo@",
        "-o", "rpc.listen=tcp://127.0.0.1:@rpc@",
        "-o", "status.address=127.0.0.1:@status@",
        "-o", "metrics.address=127.0.0.1:@status@");

    private protected ServerProcess Launch(ServerSetup setup) => Keep(ServerProcess.Launch(setup));

    private protected async Task<RawClient> ConnectAsync(ServerProcess server, string name = "main", int? receiveBuffer = null) =>
        Keep(await server.ConnectAsync(name, receiveBuffer));

    /// <summary>A round trip of another connection: what was to happen at once on the others has happened by then.</summary>
    private protected async Task SettleAsync(ServerProcess server, string name = "main")
    {
        var probe = await ConnectAsync(server, name);
        await probe.AskAsync("write=settled");
        probe.Dispose();
    }

    private protected RawClient Keep(RawClient client)
    {
        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    private ServerProcess Keep(ServerProcess server)
    {
        _servers.Add(server);
        return server;
    }
}
