using System.Diagnostics;

namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>server.on_init: once, before the first worker.</summary>
public sealed class InitCommandTests : ServerTest
{
    /// <summary>A line of the workers' journal.</summary>
    private const string _note = """printf '0 INIT - - - - 0 -\n' >> "$$KT_WORKER_LOG"; """;

    [Fact]
    public async Task Command_runs_once_before_the_workers_with_an_environment_of_its_own()
    {
        var server = await StartAsync(Setup(_note + "sleep 0.3; echo \"said $$GREETING $$RR_VERSION\"", "env: {greeting: hello}", "env: {greeting: of the workers}") with { Workers = 2 });
        var client = await ConnectAsync(server);

        Assert.Equal("GREETING=of the workers\r\n", await client.AskAsync("env=GREETING"));

        var events = server.Log.Read();
        Assert.Equal("INIT", events[0].Event);
        Assert.Single(events, e => e.Event == "INIT");
        Assert.True(server.Output.Contains("said hello 2025.1.3"), "What it writes is in the log.");
        await server.Output.WaitAsync("said hello");
    }

    [Fact]
    public async Task Failing_command_ends_the_start_with_exit_on_error()
    {
        var setup = Setup("echo the schema is old >&2; exit 3", "exit_on_error: true");

        var result = await CommandRun.ServeAsync(setup);

        result.AssertMistake("on_init", "code 3", "the schema is old");
    }

    [Fact]
    public async Task Failing_command_is_only_logged_without_exit_on_error()
    {
        var server = await StartAsync(Setup("echo the schema is old >&2; exit 3"));
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
        Assert.Contains(server.Output.Text.Split('\n'), line => line.Contains("on_init", StringComparison.Ordinal) && line.Contains("exit code 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_that_does_not_end_is_killed_after_exec_timeout_with_its_children()
    {
        var clock = Stopwatch.StartNew();
        var server = await StartAsync(Setup("sleep 60; true", "exec_timeout: 300ms"));

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(15));
        Assert.True(server.Output.Contains("exec_timeout (0.3 s)"));
        await Eventually.TrueAsync(() => server.Workers().Count == 1, "nothing but the worker is left");
    }

    [Fact]
    public async Task Command_over_exec_timeout_ends_the_start_with_exit_on_error()
    {
        var result = await CommandRun.ServeAsync(Setup("sleep 60", "exec_timeout: 300ms\nexit_on_error: true"));

        result.AssertMistake("on_init", "exec_timeout");
    }

    [Fact]
    public async Task Command_that_does_not_exist_is_named()
    {
        var setup = new ServerSetup { Command = Php.Echo, Server = "on_init: {command: no-such-migration, exit_on_error: true}" };

        (await CommandRun.ServeAsync(setup)).AssertMistake("on_init", "no-such-migration", "not found");
    }

    [Fact]
    public async Task Stop_while_the_command_runs_ends_the_server_and_the_command()
    {
        var server = Launch(Setup(_note + "sleep 60; true"));
        await server.Log.WaitAsync("INIT", 1);

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await server.WaitNoWorkerLeftAsync();
    }

    private static ServerSetup Setup(string script, string init = "", string server = "") => new()
    {
        Command = Php.Obey(),
        Server = string.Join('\n', [server, "on_init:", $"  command: {ServerSetup.List(["sh", "-c", script])}", .. init.Split('\n').Select(line => "  " + line)]),
    };
}
