using KestrelTcp.Goridge;
using KestrelTcp.Rpc.Services;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class RpcDispatcherTests
{
    private readonly RpcBench _bench = new(new TcpService(new FakeConnections()));

    [Theory]
    [InlineData("no.Such", "rpc: can't find service no.Such")]
    [InlineData("tcp.Nope", "rpc: can't find method tcp.Nope")]
    [InlineData("tcp.close", "rpc: can't find method tcp.close")]
    [InlineData("tcp", "rpc: service/method request ill-formed: tcp")]
    [InlineData("", "rpc: service/method request ill-formed: ")]
    public async Task UnknownName_isAnsweredAsGoDoes(string method, string error) =>
        Assert.Equal(error, await _bench.ErrorAsync(method, "true"));

    [Theory]
    [InlineData(FrameFlags.None, "gob")]
    [InlineData(FrameFlags.Gob, "gob")]
    [InlineData(FrameFlags.MessagePack, "MessagePack")]
    public async Task CodecThatIsNotSpoken_isAnError(FrameFlags codec, string name) =>
        Assert.Contains($"codec {name} is not spoken here", await _bench.ErrorAsync(codec, "tcp.Close"));

    [Fact]
    public async Task CodecOfAnotherMethod_isAnError() =>
        Assert.Equal("rpc: tcp.Close takes JSON, and the request says Protobuf", await _bench.ErrorAsync(FrameFlags.Protobuf, "tcp.Close"));

    [Fact]
    public async Task ArgumentThatIsNoJson_isAnError() =>
        Assert.StartsWith("rpc: the argument of tcp.Send is not what it takes", await _bench.ErrorAsync("tcp.Send", "{uuid"));
}
