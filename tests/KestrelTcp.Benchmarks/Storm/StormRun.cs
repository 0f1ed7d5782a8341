using System.Diagnostics;
using System.Globalization;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>One storm from start to verdict.</summary>
internal sealed class StormRun(StormOptions options, TextWriter output)
{
    private const int _clients = 64;

    private static readonly TimeSpan _watchTick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _settleTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _resetPause = TimeSpan.FromSeconds(1);

    private readonly StormTally _tally = new();
    private readonly StormWorkers _workers = StormWorkers.Of(options.Worker);

    /// <returns>The exit code: 1 when an invariant was violated.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var journal = new WorkerJournal(Path.Combine(folder.Path, "journal"));
        var setup = new ServerSetup { Command = _workers.Command, Workers = options.Workers, Framing = options.Framing, LogLevel = "warn", Overrides = options.Overrides };
        await using var server = await ServerProcess.StartAsync(setup, journal.File, cancellation);
        server.Output.Mark = ClosedEventCheck.LostMark;
        var aftermath = new StormAftermath(server, options.Workers, _workers.StartTime, new Checks(output));
        output.WriteLine($"{_clients} connections on {options.Workers} x {string.Join(' ', _workers.Command)}, framing {options.Framing}{string.Concat(options.Overrides.Select(pair => ", " + pair))}; server pid {server.Pid}");

        // The same weather first, so that before and after are both states of a server that has seen it.
        var killer = new WorkerKiller(server.Pid, _workers);
        await BlowAsync(server, killer, options.Duration / 4, cancellation);
        await aftermath.WaitWholeAsync(cancellation);
        await Task.Delay(_settleTime, cancellation);
        var before = ProcessFigures.Of(server.Pid);
        var resets = await BlowAsync(server, killer, options.Duration, cancellation);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_tally.Answers} own answers, {_tally.Connections} connections ({_tally.OwnCloses} ended by the client, {_tally.Closes} by the server), {_tally.Hangs} hangs, {_tally.Wrong} wrong; {killer.Killed.Count} workers killed, {resets} resets"));
        foreach (var sample in _tally.Samples)
        {
            output.WriteLine($"  {sample}");
        }

        var checks = aftermath.Checks;
        checks.Expect(_tally.Answers > 0, "there were answers");
        checks.Expect(_tally.Wrong == 0, "no client got bytes that were not its own answer");
        checks.Expect(_tally.Hangs == 0, $"every message had its answer, or the connection was closed, within {StormClient.HangTime.TotalSeconds} s");
        if (!options.Kills)
        {
            checks.Expect(_tally.Closes == 0, $"not one event failed in {resets} resets: {_tally.Closes} connections closed by the server");
        }

        await aftermath.CheckAsync(before, cancellation);
        var failed = (await server.MetricsAsync(cancellation)).Sum("rr_tcp_events_total", "event=\"CLOSE\"", "answer=\"failed\"");

        // When the server has ended, the last line of its log is here.
        await aftermath.CheckEndAsync();
        if (_workers.KeepsJournal)
        {
            new ClosedEventCheck(journal).Report(_tally, killer.Killed.Count, server.Output.Marked, failed, checks);
        }

        if (!checks.AllHeld)
        {
            output.WriteLine($"The server's last lines:\n{server.Output.Text}");
        }

        return checks.Finish();
    }

    /// <summary>Load, kills and resets for that long.</summary>
    /// <returns>Number of resets.</returns>
    private async Task<int> BlowAsync(ServerProcess server, WorkerKiller killer, TimeSpan duration, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        end.CancelAfter(duration);
        var clients = Enumerable.Range(0, _clients).Select(slot => new StormClient(slot, server.Port, _tally)).ToArray();
        var running = Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(end.Token), CancellationToken.None)));
        var killing = options.Kills ? Task.Run(() => killer.RunAsync(end.Token), CancellationToken.None) : Task.CompletedTask;
        var resets = 0;
        var reset = Stopwatch.StartNew();
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(_watchTick, CancellationToken.None));
            Array.ForEach(clients, client => client.Watch());
            if (options.Resets && reset.Elapsed > _resetPause && !end.IsCancellationRequested)
            {
                reset.Restart();
                resets++;
                server.Send(LibC.SigHup);
            }
        }

        await running;
        await killing;
        cancellation.ThrowIfCancellationRequested();
        return resets;
    }
}
