using System.Diagnostics;
using System.Globalization;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>What must be true of a server when it is quiet again.</summary>
/// <param name="server">The server.</param>
/// <param name="workers">Size of its pool.</param>
/// <param name="startTime">What one worker takes to start, on top of what the pool may take.</param>
/// <param name="checks">Where the findings go.</param>
internal sealed class StormAftermath(ServerProcess server, int workers, TimeSpan startTime, Checks checks)
{
    // .NET opens some of its own files late. What leaks, leaks once for each worker: hundreds.
    private const int _moreDescriptors = 10;
    private const int _moreThreads = 8;
    private const long _moreMemory = 32 << 20;

    private static readonly TimeSpan _wholeTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(20);

    public Checks Checks => checks;

    /// <summary>Waits until all workers of the pool wait for events.</summary>
    /// <returns>How long that took; null: it did not come to pass.</returns>
    public Task<TimeSpan?> WaitWholeAsync(CancellationToken cancellation) => WaitAsync(
        metrics => metrics.Sum("rr_tcp_workers_ready") == workers && metrics.Sum("rr_tcp_total_workers") == workers,
        cancellation);

    public async Task CheckAsync(ProcessFigures before, CancellationToken cancellation)
    {
        var whole = await WaitWholeAsync(cancellation);
        var state = await server.MetricsAsync(cancellation);
        var limit = _wholeTime + startTime;
        checks.Expect(whole < limit, $"the pool was whole again within {limit.TotalSeconds} s: {Show(whole)} (now {state.Sum("rr_tcp_workers_ready")} ready of {state.Sum("rr_tcp_total_workers")}, wanted {workers})");
        var empty = await WaitAsync(metrics => metrics.Sum("rr_tcp_connections") == 0 && metrics.Sum("rr_tcp_queue_size") == 0, cancellation);
        state = await server.MetricsAsync(cancellation);
        checks.Expect(empty is not null, $"no connection and no event was left: {Show(empty)} (now {state.Sum("rr_tcp_connections")} connections, {state.Sum("rr_tcp_queue_size")} events)");
        checks.Expect(
            state.Sum("rr_tcp_connections_total") == state.Sum("rr_tcp_connections_closed_total"),
            $"opened and closed connections are the same number: {state.Sum("rr_tcp_connections_total")} and {state.Sum("rr_tcp_connections_closed_total")}");
        await Task.Delay(_wholeTime, cancellation);
        var after = ProcessFigures.Of(server.Pid);
        checks.Expect(after.Descriptors <= before.Descriptors + _moreDescriptors, $"descriptors are flat: {before.Descriptors}, then {after.Descriptors}");
        checks.Expect(after.Threads <= before.Threads + _moreThreads, $"threads are flat: {before.Threads}, then {after.Threads}");
        checks.Expect(
            after.ResidentBytes <= before.ResidentBytes + _moreMemory,
            string.Create(CultureInfo.InvariantCulture, $"memory is flat: {before.ResidentBytes / 1048576.0:0.0} MB, then {after.ResidentBytes / 1048576.0:0.0} MB"));
    }

    /// <summary>Stops the server and looks for what it leaves.</summary>
    public async Task CheckEndAsync()
    {
        var clock = Stopwatch.StartNew();
        var code = await server.StopAsync();
        checks.Expect(code == 0, $"the server ended with {(code is { } value ? $"exit code {value}" : "a kill")} after {Show(clock.Elapsed)}");
        clock.Restart();
        while (server.Family.Count > 0 && clock.Elapsed < TimeSpan.FromSeconds(2))
        {
            await Task.Delay(_step);
        }

        checks.Expect(server.Family.Count == 0, $"no process was left behind: {string.Join("; ", server.Family.Select(ProcessTree.CommandLine))}");
    }

    private async Task<TimeSpan?> WaitAsync(Func<Metrics, bool> condition, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (!condition(await server.MetricsAsync(cancellation)))
        {
            if (clock.Elapsed > _patience)
            {
                return null;
            }

            await Task.Delay(_step, cancellation);
        }

        return clock.Elapsed;
    }

    private static string Show(TimeSpan? time) =>
        time is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds:0.00} s") : $"not within {_patience.TotalSeconds} s";
}
