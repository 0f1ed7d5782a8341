using System.Diagnostics;

namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>Workers that do not come up: one message with the command, the cause and the worker's words; then exit 1.</summary>
public sealed class WorkerStartTests
{
    [Fact]
    public async Task Command_that_does_not_exist_is_named()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = ["no-such-command", "worker.php"] });

        result.AssertMistake("no-such-command", "not found");
    }

    [Fact]
    public async Task Script_that_does_not_exist_is_named()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Worker("missing.php") });

        result.AssertMistake("missing.php", "Could not open input file");
    }

    [Fact]
    public async Task Worker_that_exits_at_once_is_reported_with_its_code_and_its_words()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Start("exits") });

        result.AssertMistake("start.php", "7", "the database is away");
    }

    [Fact]
    public async Task Worker_that_exits_without_a_word_is_reported_with_its_code()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Start("exits-quietly") });

        result.AssertMistake("start.php", "code 0");
    }

    [Fact]
    public async Task Worker_that_never_answers_is_given_up_after_allocate_timeout()
    {
        var clock = Stopwatch.StartNew();
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Start("mute"), Pool = "allocate_timeout: 1s" });

        result.AssertMistake("start.php", "allocate_timeout");
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Worker_that_prints_at_its_start_is_reported_with_its_text()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Start("prints") });

        result.AssertMistake("start.php", "Hello from the framework", "stdout", "stderr");
    }

    [Fact]
    public async Task Several_workers_that_fail_alike_are_one_message()
    {
        var result = await CommandRun.ServeAsync(new ServerSetup { Command = Php.Start("exits"), Workers = 8 });

        result.AssertMistake("the database is away");
        Assert.InRange(result.All.Split("start.php").Length - 1, 1, 4);
    }
}
