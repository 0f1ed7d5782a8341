using System.Text;
using System.Text.Json;
using KestrelTcp.Goridge;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>One RPC connection that makes one call after the other, of every kind in turn, and looks at each answer.</summary>
internal sealed class RpcCaller(RpcClient client, int number, RpcPlan plan)
{
    /// <summary>The storage, and the counter that calls raise.</summary>
    public const string Storage = "bench";

    public const string Counter = "bench_calls";

    public const int Kinds = 8;

    private readonly string _name = $"client-{number}";
    private string? _version;
    private byte[] _value = [];

    public long Added { get; private set; }

    /// <summary>What is wrong with the answer; null: nothing.</summary>
    /// <param name="turn">The how manieth call it is: a value is read after it was set, a lock released after it was taken.</param>
    public Task<string?> CallAsync(int turn) => (turn % Kinds) switch
    {
        0 => SetAsync(turn),
        1 => GetAsync(),
        2 => TrueAsync("lock.Lock", client.Locks.LockAsync(_name, _name, TimeSpan.FromMinutes(1))),
        3 => CountAsync("informer.Workers", "\"tcp\"", "workers", count => count == plan.Workers),
        4 => CountAsync("tcp.Connections", "true", "connections", count => count <= plan.Connections),
        5 => AddAsync(),
        6 => TrueAsync("lock.Release", client.Locks.ReleaseAsync(_name, _name)),
        _ => VersionAsync(),
    };

    /// <summary>Gives back what it holds, for a client of the same name to come.</summary>
    public Task EndAsync() => client.Locks.ReleaseAsync(_name, _name);

    private async Task<string?> SetAsync(int turn)
    {
        _value = Encoding.ASCII.GetBytes($"{_name} {turn}");
        await client.KeyValue(Storage).SetAsync(_name, _value, TimeSpan.FromMinutes(1));
        return null;
    }

    private async Task<string?> GetAsync() =>
        await client.KeyValue(Storage).GetAsync(_name) is { } value && value.Span.SequenceEqual(_value) ? null : "kv.MGet has another value";

    private static async Task<string?> TrueAsync(string method, Task<bool> call) => await call ? null : $"{method} was refused";

    private async Task<string?> CountAsync(string method, string argument, string list, Func<int, bool> isRight)
    {
        var answer = await client.CallAsync(method, FrameFlags.Json, Encoding.ASCII.GetBytes(argument));
        using var json = JsonDocument.Parse(answer);
        var count = json.RootElement.GetProperty(list).GetArrayLength();
        return isRight(count) ? null : $"{method} told of {count}";
    }

    private async Task<string?> AddAsync()
    {
        await client.Metrics.AddAsync(Counter, 1);
        Added++;
        return null;
    }

    private async Task<string?> VersionAsync()
    {
        var version = Encoding.UTF8.GetString((await client.CallAsync("rpc.Version", FrameFlags.Raw, default)).Span);
        _version ??= version;
        return version.Length > 0 && version == _version ? null : $"rpc.Version told \"{version}\"";
    }
}
