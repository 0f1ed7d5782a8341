using System.Text;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Rpc.KeyValue;
using KestrelTcp.Rpc.Services;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class KvServiceTests : IDisposable
{
    private const string In5Seconds = "2026-01-31T12:00:05Z";

    private readonly ManualTime _time = new();
    private readonly MemoryStorage _storage;
    private readonly RpcBench _bench;

    public KvServiceTests()
    {
        _storage = new MemoryStorage(new KvStorageOptions { Name = "local", MaxItems = 3, MaxBytes = 100 }, _time);
        _bench = new RpcBench(new KvService(new Dictionary<string, MemoryStorage> { ["local"] = _storage }, _time));
    }

    public void Dispose() => _storage.Dispose();

    [Fact]
    public async Task SetAndMGet_onTheWire()
    {
        // storage "local", item {key "a", value "1"}
        Assert.Empty(await _bench.ProtoAsync("kv.Set", Convert.FromHexString("0a056c6f63616c12060a0161120131")));
        Assert.Equal("0a060a0161120131", Convert.ToHexStringLower(await _bench.ProtoAsync("kv.MGet", Convert.FromHexString("0a056c6f63616c12030a0161"))));
    }

    [Fact]
    public async Task MissingKeys_areLeftOut_andAnEmptyListHasAnEmptyAnswer()
    {
        await AskAsync("kv.Set", new RpcKvItem("a", "1"u8.ToArray()));

        Assert.Equal(["a=1"], await AskAsync("kv.MGet", new("b"), new("a")));
        Assert.Equal(["a="], await AskAsync("kv.Has", new("a"), new("b")));
        Assert.Empty(await AskAsync("kv.MGet"));
    }

    [Fact]
    public async Task Value_endsAtItsTimeout()
    {
        await AskAsync("kv.Set", new RpcKvItem("a", "1"u8.ToArray(), In5Seconds));
        Assert.Equal([$"a= {In5Seconds}"], await AskAsync("kv.TTL", new RpcKvItem("a")));

        _time.Now += TimeSpan.FromSeconds(4);
        Assert.Single(await AskAsync("kv.Has", new RpcKvItem("a")));
        _time.Now += TimeSpan.FromSeconds(1);
        Assert.Empty(await AskAsync("kv.Has", new RpcKvItem("a")));
        Assert.Empty(await AskAsync("kv.TTL", new RpcKvItem("a")));
    }

    [Fact]
    public async Task TimeoutInThePast_meansNoEnd_andMExpireGivesOne()
    {
        await AskAsync("kv.Set", new RpcKvItem("a", "1"u8.ToArray(), "2020-01-01T00:00:00+01:00"));
        Assert.Equal(["a="], await AskAsync("kv.TTL", new RpcKvItem("a")));

        await AskAsync("kv.MExpire", new("a", Timeout: In5Seconds), new("missing", Timeout: In5Seconds));
        Assert.Equal([$"a= {In5Seconds}"], await AskAsync("kv.TTL", new("a"), new("missing")));
        Assert.Equal(["a=1"], await AskAsync("kv.MGet", new RpcKvItem("a")));
    }

    [Fact]
    public async Task DeleteAndClear_remove()
    {
        await AskAsync("kv.Set", new("a", "1"u8.ToArray()), new("b", "2"u8.ToArray()), new("c", "3"u8.ToArray()));
        await AskAsync("kv.Delete", new("a"), new("missing"));
        Assert.Equal(["b=2", "c=3"], await AskAsync("kv.MGet", new("a"), new("b"), new("c")));
        await AskAsync("kv.Clear");
        Assert.Empty(await AskAsync("kv.MGet", new("a"), new("b"), new("c")));
    }

    [Theory]
    [InlineData("kv.Has")]
    [InlineData("kv.MGet")]
    [InlineData("kv.TTL")]
    [InlineData("kv.Delete")]
    [InlineData("kv.MExpire")]
    public async Task BlankKey_isRefused(string method) =>
        Assert.Equal("key can't be empty string", await ErrorAsync(method, "local", new RpcKvItem(" ")));

    [Fact]
    public async Task BlankKey_canBeSet() => Assert.Empty(await AskAsync("kv.Set", new RpcKvItem("", "1"u8.ToArray())));

    [Fact]
    public async Task UnknownStorage_isAnError() => Assert.Equal("no such storage: nope", await ErrorAsync("kv.Has", "nope", new RpcKvItem("a")));

    [Fact]
    public async Task TimeoutThatIsNoTime_isAnError() =>
        Assert.Contains("\"soon\" of a is not a time", await ErrorAsync("kv.Set", "local", new RpcKvItem("a", Timeout: "soon")));

    [Fact]
    public async Task FullStorage_refusesMore_untilSomethingHasEnded()
    {
        await AskAsync("kv.Set", new("a", "1"u8.ToArray(), In5Seconds), new("b", "2"u8.ToArray()), new("c", "3"u8.ToArray()));
        Assert.Contains("raise kv.local.config.max_items (now 3)", await ErrorAsync("kv.Set", "local", new RpcKvItem("d", "4"u8.ToArray())));
        Assert.Contains("max_bytes (now 100)", await ErrorAsync("kv.Set", "local", new RpcKvItem("a", new byte[200])));
        Assert.Equal(["a=1"], await AskAsync("kv.MGet", new RpcKvItem("a")));

        _time.Now += TimeSpan.FromSeconds(5);
        Assert.Empty(await AskAsync("kv.Set", new RpcKvItem("d", "4"u8.ToArray())));
    }

    private async Task<string[]> AskAsync(string method, params RpcKvItem[] items)
    {
        var answer = RpcKvResponse.Parse(await _bench.ProtoAsync(method, new RpcKvRequest("local", items).ToBytes()));
        return [.. answer.Items.Select(item => $"{item.Key}={Encoding.UTF8.GetString(item.Value.Span)} {item.Timeout}".TrimEnd())];
    }

    private Task<string> ErrorAsync(string method, string storage, RpcKvItem item) =>
        _bench.ErrorAsync(FrameFlags.Protobuf, method, new RpcKvRequest(storage, [item]).ToBytes());
}
