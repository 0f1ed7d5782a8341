using KestrelTcp.Rpc.Services;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class TcpServiceTests
{
    private readonly FakeConnections _connections = new();
    private readonly RpcBench _bench;

    public TcpServiceTests() => _bench = new RpcBench(new TcpService(_connections));

    [Fact]
    public async Task Close_isTrue_forAnUnknownUuidToo()
    {
        Assert.Equal("true", await _bench.JsonAsync("tcp.Close", $"\"{FakeConnections.Known}\""));
        Assert.Equal("true", await _bench.JsonAsync("tcp.Close", "\"no uuid\""));
        Assert.Equal("true", await _bench.JsonAsync("tcp.Close", ""));
        Assert.Equal([$"close {FakeConnections.Known}"], _connections.Calls);
    }

    [Fact]
    public async Task Send_givesTheBytesToTheConnection()
    {
        Assert.Equal("true", await _bench.JsonAsync("tcp.Send", $$"""{"uuid":"{{FakeConnections.Known}}","body":"aGkNCg==","close":true}"""));
        Assert.Equal("false", await _bench.JsonAsync("tcp.Send", $$"""{"uuid":"{{Guid.Empty}}","body":"aGkNCg=="}"""));
        Assert.Equal("false", await _bench.JsonAsync("tcp.Send", "{}"));
        Assert.Equal([$"send {FakeConnections.Known} 68690d0a True", $"send {Guid.Empty} 68690d0a False"], _connections.Calls);
    }

    [Fact]
    public async Task Broadcast_reachesOneServerOrAll()
    {
        Assert.Equal("2", await _bench.JsonAsync("tcp.Broadcast", """{"server":"Echo","body":"aGk="}"""));
        Assert.Equal("2", await _bench.JsonAsync("tcp.Broadcast", """{"body":"aGk="}"""));
        Assert.Equal(["broadcast echo 6869", "broadcast all 6869"], _connections.Calls);
        Assert.Equal("no such server: nope; there are: echo, smtp", await _bench.ErrorAsync("tcp.Broadcast", """{"server":"nope","body":""}"""));
    }

    [Fact]
    public async Task Connections_areListedWithEverythingKnown() => Assert.Equal(
        """{"connections":[{"uuid":"0e5bcb5b-48bc-4164-984c-487e22e58efe","server":"echo","remote_addr":"127.0.0.1:60626","created":1000000000,"idle_ms":250,"events":3,"bytes_in":7,"bytes_out":9,"state":"waiting"}]}""",
        await _bench.JsonAsync("tcp.Connections", "true"));
}
