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

    [Theory]
    [InlineData("workers")]
    [InlineData("connections")]
    public async Task Table_in_a_pipe_is_plain_and_written_once(string verb)
    {
        var server = await StartWithRpcAsync();

        var result = await CommandRun.RunAsync(server.Folder, verb, "-i");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("\e", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("│", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reset_in_a_pipe_writes_its_result_alone()
    {
        var server = await StartWithRpcAsync(workers: 2);
        var before = server.Workers();

        var result = await CommandRun.RunAsync(server.Folder, "reset");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"^\[tcp\]: 2 of 2 workers replaced in \d+\.\d s\n$", result.Output);
        Assert.Empty(server.Workers().Intersect(before));
    }

    [Fact]
    public async Task Mistyped_flag_is_told_on_stderr_alone()
    {
        using var folder = new TemporaryFolder();

        var result = await CommandRun.RunAsync(folder.Path, "workers", "--jsn");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("Did you mean --json?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_leaves_another_program_of_that_number_alone()
    {
        using var folder = new TemporaryFolder();
        using var other = System.Diagnostics.Process.Start("sleep", "60");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, ".pid"), other.Id.ToString(CultureInfo.InvariantCulture));

        var result = await CommandRun.RunAsync(folder.Path, "stop");

        result.AssertMistake("is not a KestrelTcp that runs", "Cure");
        Assert.False(other.HasExited);
        other.Kill();
    }

    [Fact]
    public async Task Stop_does_not_end_the_server_of_another_folder()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Echo }, "-p");

        var result = await CommandRun.RunAsync(server.Folder, "stop", "-c", "missing/.rr.yaml");

        result.AssertMistake("there is no such folder");
        using var client = await server.ConnectAsync();
    }

    [Fact]
    public async Task Server_that_does_not_answer_is_not_waited_for_long()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var server = await StartWithRpcAsync();

        var result = await CommandRun.RunAsync(server.Folder, "workers", "-o", $"rpc.listen=tcp://{silent.LocalEndpoint}");

        result.AssertMistake("no answer from rpc.listen", "within 5 s");
    }

    [Fact]
    public async Task Busy_side_endpoint_is_told_without_a_stack_trace()
    {
        var server = await StartWithRpcAsync();

        var result = await CommandRun.RunAsync(server.Folder, "serve");

        result.AssertMistake("status.address", "address already in use. Cure: ");
        Assert.DoesNotContain("    at ", result.All, StringComparison.Ordinal);
    }

    private Task<ServerProcess> StartWithRpcAsync(int workers = 1) => StartAsync(new ServerSetup
    {
        Command = Php.Obey(),
        Workers = workers,
        Sections = "rpc: {listen: 'tcp://127.0.0.1:@rpc@'}",
    });
}
