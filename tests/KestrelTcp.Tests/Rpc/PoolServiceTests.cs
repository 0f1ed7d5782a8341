using KestrelTcp.Rpc.Services;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class PoolServiceTests
{
    private const string OneWorker = """{"pid":2147483647,"status":1,"numExecs":4,"created":2000000000,"memoryUsage":0,"CPUPercent":0,"command":"php worker.php","statusStr":"ready"}""";

    [Fact]
    public async Task Workers_haveRoadRunnersNames()
    {
        var bench = Bench(new FakePools("tcp"));

        Assert.Equal($$"""{"workers":[{{OneWorker}}]}""", await bench.JsonAsync("informer.Workers", "\"tcp\""));
        Assert.Equal("""{"workers":null}""", await bench.JsonAsync("informer.Workers", "\"http\""));
        Assert.Equal("""["tcp"]""", await bench.JsonAsync("informer.List", "true"));
    }

    [Fact]
    public async Task Tcp_meansEveryPool_andAServersOwnCanBeNamed()
    {
        var bench = Bench(new FakePools("tcp", "tcp.smtp"));

        Assert.Equal($$"""{"workers":[{{OneWorker}},{{OneWorker}}]}""", await bench.JsonAsync("informer.Workers", "\"tcp\""));
        Assert.Equal($$"""{"workers":[{{OneWorker}}]}""", await bench.JsonAsync("informer.Workers", "\"tcp.SMTP\""));
    }

    [Fact]
    public async Task Reset_reachesEveryPoolOfTheName()
    {
        var pools = new FakePools("tcp", "tcp.smtp");
        var bench = Bench(pools);

        Assert.Equal("true", await bench.JsonAsync("resetter.Reset", "\"tcp\""));
        Assert.Equal("true", await bench.JsonAsync("resetter.Reset", "\"tcp.smtp\""));
        Assert.Equal(["reset tcp", "reset tcp.smtp", "reset tcp.smtp"], pools.Calls);
        Assert.Equal("no such plugin: http", await bench.ErrorAsync("resetter.Reset", "\"http\""));
        Assert.Equal("""["tcp"]""", await bench.JsonAsync("resetter.List", "true"));
    }

    [Fact]
    public async Task AddAndRemove_answerTrue_andMeanTheSharedPool()
    {
        var pools = new FakePools("tcp", "tcp.smtp");
        var bench = Bench(pools);

        Assert.Equal("true", await bench.JsonAsync("informer.AddWorker", "\"tcp\""));
        Assert.Equal("true", await bench.JsonAsync("informer.RemoveWorker", "\"tcp.smtp\""));
        Assert.Equal(["add tcp", "remove tcp.smtp"], pools.Calls);
        Assert.Equal("plugin does not support workers management: http", await bench.ErrorAsync("informer.AddWorker", "\"http\""));
    }

    [Fact]
    public async Task Add_withoutASharedPool_asksForAName() => Assert.Equal(
        "every server has a pool of its own; name one of tcp.a, tcp.b",
        await Bench(new FakePools("tcp.a", "tcp.b")).ErrorAsync("informer.AddWorker", "\"tcp\""));

    private static RpcBench Bench(FakePools pools) => new(new InformerService(pools), new ResetterService(pools));
}
