using KestrelTcp.Benchmarks.Hosting;
using KestrelTcp.Benchmarks.Load;
using KestrelTcp.Benchmarks.Peers;

namespace KestrelTcp.Benchmarks.Rpc;

/// <summary>
/// Some TCP connections at an easy pace, measured without RPC traffic, while the calls go to another server, with them, and without again. What
/// differs between the two without is the machine's doing: no difference smaller than that means anything. What calls to another
/// server do to TCP is their share of the processors: only what comes on top of it is our server's doing.
/// </summary>
internal sealed class RpcRun(LoadBench bench, int clients, int calls)
{
    private const string _scenario = "rpc";
    private const int _workers = 2;
    private const int _connections = 8;
    private const double _pauseMilliseconds = 4;
    private const double _warmUp = 1;

    private static readonly TimeSpan _spareTime = TimeSpan.FromSeconds(60);

    public LoadBench Bench => bench;

    public long Calls { get; private set; }

    public long Errors { get; private set; }

    public string? FirstError { get; private set; }

    public IReadOnlyList<string> Verdicts { get; private set; } = [];

    /// <exception cref="InvalidOperationException">A TCP connection broke or was answered wrongly.</exception>
    public async Task<IReadOnlyList<Measure>> RunAsync(CancellationToken cancellation)
    {
        var (address, elsewhere) = (Address(), Address());
        await using var server = await ServerProcess.StartAsync(SetupWith(address), journal: null, cancellation);
        await using var other = await ServerProcess.StartAsync(SetupWith(elsewhere), journal: null, cancellation);
        var plan = new ClientPlan { Port = server.Port, Connections = _connections, PauseMilliseconds = _pauseMilliseconds, Seconds = bench.Seconds, WarmUp = _warmUp };
        var rpc = new RpcPlan(address, clients, calls, bench.Seconds + _warmUp, _workers, _connections);
        var toOther = new RpcPlan(elsewhere, clients, calls, rpc.Seconds, _workers, Connections: 0);
        await bench.Progress.WriteLineAsync(
            $"{_connections} TCP connections with a rest of {_pauseMilliseconds} ms, {_workers} workers ({NativeWorker.Description}); {clients} RPC clients, {calls} calls within {rpc.Seconds} s");

        // Everything must have been compiled for good before anything is compared.
        await WithAsync(plan, toOther, server, cancellation);
        var (_, added) = await WithAsync(plan, rpc, server, cancellation);
        var (p50, p99) = (new RpcRounds(_scenario, "p50"), new RpcRounds(_scenario, "p99"));
        for (var round = 1; round <= bench.Rounds; round++)
        {
            var before = (await LoadBench.MeasureAsync(plan, server.Pid, cancellation)).Client;
            var (beside, _) = await WithAsync(plan, toOther, server, cancellation);
            var (with, addedNow) = await WithAsync(plan, rpc, server, cancellation);
            added += addedNow;
            var after = (await LoadBench.MeasureAsync(plan, server.Pid, cancellation)).Client;
            p50.Add(before.P50, beside.P50, with.P50, after.P50);
            p99.Add(before.P99, beside.P99, with.P99, after.P99);
            await bench.Progress.WriteLineAsync($"  {round}/{bench.Rounds}: {p50.Describe()}; {p99.Describe()}");
        }

        var counted = (await server.MetricsAsync(cancellation)).Sum(RpcCaller.Counter);
        if (counted != added)
        {
            Fail(1, $"the counter says {counted} after {added} metrics.Add");
        }

        Verdicts = [p50.Verdict(), p99.Verdict()];
        return [.. p50.Measures(), .. p99.Measures()];
    }

    private static string Address() => $"tcp://127.0.0.1:{FreePort.Next()}";

    private static ServerSetup SetupWith(string address) => new()
    {
        Command = NativeWorker.Command,
        Workers = _workers,
        Overrides =
        [
            $"rpc.listen={address}",
            $"kv.{RpcCaller.Storage}={{driver: memory, config: {{}}}}",
            $"metrics.collect.{RpcCaller.Counter}={{type: counter, help: calls}}",
        ],
    };

    private async Task<(ClientResult Tcp, long Added)> WithAsync(ClientPlan plan, RpcPlan rpc, ServerProcess server, CancellationToken cancellation)
    {
        await using var callers = new LinePeer(RpcLoad.Verb, rpc.ToJson());
        var tcp = await LoadBench.MeasureAsync(plan, server.Pid, cancellation);
        var result = RpcResult.Parse(await callers.LineAsync(TimeSpan.FromSeconds(rpc.Seconds) + _spareTime, cancellation));
        await bench.Progress.WriteLineAsync(
            $"  RPC: {result.Calls} calls in {LoadReport.Number(result.Seconds)} s, p50 {LoadReport.Number(result.P50)} us, p99 {LoadReport.Number(result.P99)} us, {result.Errors} errors");
        Calls += result.Calls;
        if (result.Errors > 0)
        {
            Fail(result.Errors, result.FirstError!);
        }
        else if (result.Calls != rpc.Calls)
        {
            Fail(1, $"{result.Calls} calls were made in place of {rpc.Calls}");
        }

        return (tcp.Client, result.Added);
    }

    private void Fail(long count, string what)
    {
        Errors += count;
        FirstError ??= what;
    }
}
