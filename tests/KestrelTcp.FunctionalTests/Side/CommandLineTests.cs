using System.Globalization;

namespace KestrelTcp.FunctionalTests.Side;

/// <summary>The verbs that ask a running server.</summary>
public sealed class CommandLineTests : ServerTest
{
    [Fact]
    public async Task Workers_lists_every_worker_with_its_pid()
    {
        var server = await StartWithRpcAsync(workers: 2);

        var result = await CommandRun.RunAsync(server.Folder, "workers", "-c", ".rr.yaml");

        Assert.Equal(0, result.ExitCode);
        Assert.All(server.Workers(), pid => Assert.Contains(pid.ToString(CultureInfo.InvariantCulture), result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_lists_every_connection()
    {
        var server = await StartWithRpcAsync();
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        var result = await CommandRun.RunAsync(server.Folder, "connections", "-c", ".rr.yaml");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(server.Log.Of(client)[0].Uuid, result.Output, StringComparison.Ordinal);
        Assert.Contains(client.LocalAddress, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_ends_a_connection_with_its_closed_event()
    {
        var server = await StartWithRpcAsync();
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        var result = await CommandRun.RunAsync(server.Folder, "close", server.Log.Of(client)[0].Uuid, "-c", ".rr.yaml");

        Assert.Equal(0, result.ExitCode);
        await client.WaitGoneAsync();
        await server.Log.WaitClosedAsync(client, "admin");
    }

    [Fact]
    public async Task Verb_without_a_running_server_says_so()
    {
        var server = await StartWithRpcAsync();
        await server.StopAsync();

        (await CommandRun.RunAsync(server.Folder, "workers", "-c", ".rr.yaml")).AssertMistake(server.Port("rpc").ToString(CultureInfo.InvariantCulture));
    }

    private Task<ServerProcess> StartWithRpcAsync(int workers = 1) => StartAsync(new ServerSetup
    {
        Command = Php.Obey(),
        Workers = workers,
        Sections = "rpc: {listen: 'tcp://127.0.0.1:@rpc@'}",
    });
}
