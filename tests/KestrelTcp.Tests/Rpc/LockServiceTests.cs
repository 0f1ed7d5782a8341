using KestrelTcp.Goridge;
using KestrelTcp.Rpc.Locking;
using KestrelTcp.Rpc.Services;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class LockServiceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly RpcBench _bench = new(new LockService(new LockTable()));

    [Fact]
    public async Task Lock_onTheWire()
    {
        // resource "r", id "a", ttl 1 000 000 us
        Assert.Equal("0801", Convert.ToHexStringLower(await _bench.ProtoAsync("lock.Lock", Convert.FromHexString("0a0172120161" + "18c0843d"))));
        Assert.Empty(await _bench.ProtoAsync("lock.Lock", Convert.FromHexString("0a0172120162")));
    }

    [Fact]
    public async Task ExclusiveLock_excludesEverybody_theSameIdToo()
    {
        Assert.True(await AskAsync("lock.Lock", "a"));
        Assert.False(await AskAsync("lock.Lock", "b"));
        Assert.False(await AskAsync("lock.Lock", "a"));
        Assert.False(await AskAsync("lock.LockRead", "b"));
        Assert.False(await AskAsync("lock.Release", "b"));
        Assert.True(await AskAsync("lock.Release", "a"));
        Assert.True(await AskAsync("lock.Lock", "b"));
    }

    [Fact]
    public async Task SharedLock_isShared_andAFailedExclusiveTryLeavesNoTrace()
    {
        Assert.True(await AskAsync("lock.LockRead", "a"));
        Assert.True(await AskAsync("lock.LockRead", "b"));
        Assert.False(await AskAsync("lock.Lock", "c"));
        Assert.True(await AskAsync("lock.LockRead", "d"));
        foreach (var id in new[] { "a", "b", "d" })
        {
            Assert.True(await AskAsync("lock.Release", id));
        }

        Assert.True(await AskAsync("lock.Lock", "c"));
    }

    [Fact]
    public async Task Waiters_areServedInTheirOrder_andAReaderDoesNotPassAWriter()
    {
        Assert.True(await AskAsync("lock.LockRead", "a"));
        var writer = AskAsync("lock.Lock", "w", wait: Long);
        var reader = AskAsync("lock.LockRead", "r", wait: Long);
        Assert.False(await AskAsync("lock.Exists", "r"));

        Assert.True(await AskAsync("lock.Release", "a"));
        Assert.True(await writer.WaitAsync(Deadline));
        Assert.False(reader.IsCompleted);
        Assert.True(await AskAsync("lock.Release", "w"));
        Assert.True(await reader.WaitAsync(Deadline));
    }

    [Fact]
    public async Task WriterThatGivesUp_letsTheReadersBehindItIn()
    {
        Assert.True(await AskAsync("lock.LockRead", "a"));
        var writer = AskAsync("lock.Lock", "w", wait: TimeSpan.FromMilliseconds(100));
        var reader = AskAsync("lock.LockRead", "r", wait: Long);

        Assert.False(await writer.WaitAsync(Deadline));
        Assert.True(await reader.WaitAsync(Deadline));
    }

    [Fact]
    public async Task Lock_endsWithItsTtl()
    {
        Assert.True(await AskAsync("lock.Lock", "a", ttl: TimeSpan.FromMilliseconds(50)));
        Assert.True(await AskAsync("lock.Lock", "b", wait: Long).WaitAsync(Deadline));
        Assert.False(await AskAsync("lock.Exists", "a"));
    }

    [Fact]
    public async Task UpdateTtl_lengthensAndShortens()
    {
        Assert.True(await AskAsync("lock.Lock", "a"));
        Assert.False(await AskAsync("lock.UpdateTTL", "b", ttl: Long));
        Assert.True(await AskAsync("lock.UpdateTTL", "a", ttl: TimeSpan.FromMilliseconds(50)));
        Assert.True(await AskAsync("lock.Lock", "b", wait: Long).WaitAsync(Deadline));
    }

    [Fact]
    public async Task ForceRelease_takesItFromEverybody()
    {
        Assert.False(await AskAsync("lock.ForceRelease", ""));
        Assert.True(await AskAsync("lock.LockRead", "a"));
        Assert.True(await AskAsync("lock.LockRead", "b"));
        Assert.True(await AskAsync("lock.ForceRelease", ""));
        Assert.False(await AskAsync("lock.Exists", "*"));
    }

    [Fact]
    public async Task Exists_asksForAnIdOrForAnybody()
    {
        Assert.False(await AskAsync("lock.Exists", "*"));
        Assert.True(await AskAsync("lock.Lock", "a"));
        Assert.True(await AskAsync("lock.Exists", "*"));
        Assert.True(await AskAsync("lock.Exists", "a"));
        Assert.False(await AskAsync("lock.Exists", "b"));
    }

    [Theory]
    [InlineData("lock.Lock")]
    [InlineData("lock.LockRead")]
    [InlineData("lock.Release")]
    [InlineData("lock.Exists")]
    [InlineData("lock.UpdateTTL")]
    public async Task EmptyId_isAnError(string method) =>
        Assert.Equal("empty ID is not allowed", await _bench.ErrorAsync(FrameFlags.Protobuf, method, new RpcLockRequest("r", "").ToBytes()));

    [Fact]
    public async Task ClientThatGoes_doesNotGetTheLockLater()
    {
        Assert.True(await AskAsync("lock.Lock", "a"));
        using var gone = new CancellationTokenSource();
        var waiting = _bench.AskAsync(FrameFlags.Protobuf, "lock.Lock", Request("b", TimeSpan.Zero, Long), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.True(await AskAsync("lock.Release", "a"));
        Assert.False(await AskAsync("lock.Exists", "*"));
    }

    private static byte[] Request(string id, TimeSpan ttl, TimeSpan wait) =>
        new RpcLockRequest("r", id, (long)ttl.TotalMicroseconds, (long)wait.TotalMicroseconds).ToBytes();

    private async Task<bool> AskAsync(string method, string id, TimeSpan ttl = default, TimeSpan wait = default) =>
        RpcLockResponse.Parse(await _bench.ProtoAsync(method, Request(id, ttl, wait))).Ok;
}
