using System.Diagnostics;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Hidden verb: many RPC clients whose calls are spread evenly over a time; prints what came of them.</summary>
internal sealed class RpcLoad(RpcPlan plan)
{
    public const string Verb = "rpc-client";

    private readonly LatencyHistogram _times = new();
    private long _calls;
    private long _added;
    private long _errors;
    private string? _firstError;

    public static async Task<int> RunAsync(string[] args)
    {
        Console.WriteLine((await new RpcLoad(RpcPlan.Parse(args[0])).RunAsync()).ToJson());
        return 0;
    }

    private async Task<RpcResult> RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, plan.Clients).Select(number => TalkAsync(number, started)));
        return new RpcResult(_calls, _added, _errors, _firstError, Stopwatch.GetElapsedTime(started).TotalSeconds, _times.Percentile(0.5), _times.Percentile(0.99));
    }

    private async Task TalkAsync(int number, long started)
    {
        try
        {
            await using var client = await RpcClient.ConnectAsync(plan.Address);
            var caller = new RpcCaller(client, number, plan);
            var turn = 0;

            // One call of one client after one of another, in equal steps of time.
            for (var call = number; call < plan.Calls; call += plan.Clients)
            {
                var early = TimeSpan.FromSeconds(plan.Seconds * call / plan.Calls) - Stopwatch.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early);
                }

                var sent = Stopwatch.GetTimestamp();
                var wrong = await caller.CallAsync(turn++);
                Note(turn > RpcCaller.Kinds ? Stopwatch.GetTimestamp() - sent : null, wrong);
            }

            await caller.EndAsync();
            Interlocked.Add(ref _added, caller.Added);
        }
        catch (Exception exception) when (exception is RpcException or IOException or System.Net.Sockets.SocketException)
        {
            Note(null, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <param name="ticks">How long it took; null: the first of its kind, which is compiled meanwhile.</param>
    /// <param name="wrong">What was wrong.</param>
    private void Note(long? ticks, string? wrong)
    {
        lock (_times)
        {
            _calls++;
            if (ticks is { } time)
            {
                _times.Add((long)LoadClient.Nanoseconds(time));
            }

            _errors += wrong is null ? 0 : 1;
            _firstError ??= wrong;
        }
    }
}
