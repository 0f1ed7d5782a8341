using KestrelTcp.Worker;
using Xunit;

namespace KestrelTcp.Tests.Worker;

/// <summary>What a handler is told of an event.</summary>
public sealed class RequestParserTests
{
    [Fact]
    public async Task DataEvent_isTold()
    {
        var request = await ParseAsync(ServerSide.Event("DATA", "hello\r\n"));
        Assert.Equal(TcpEvent.Data, request.Event);
        Assert.Equal(("u-1", "echo", "127.0.0.1:60626"), (request.Uuid, request.Server, request.RemoteAddress));
        Assert.Equal((null, null, null), (request.Reason, request.Tls, request.ProxyAddress));
    }

    [Theory]
    [InlineData("CLOSE")]
    [InlineData("CLOSED")]
    public async Task ClosedEvent_inEitherWord_hasItsReason(string word)
    {
        var request = await ParseAsync(ServerSide.Event(word, extra: ",\"reason\":\"timeout\""));
        Assert.Equal((TcpEvent.Closed, "timeout"), (request.Event, request.Reason));
        Assert.True(request.Body.IsEmpty);
    }

    [Fact]
    public async Task TlsAndProxy_areTold_unknownKeysAreSkipped()
    {
        var request = await ParseAsync(ServerSide.Event(
            "CONNECTED",
            extra: ",\"new\":{\"event\":[\"DATA\",{}]},\"tls\":{\"version\":\"1.3\",\"x\":[1],\"cipher\":\"AES\",\"sni\":\"a.example\",\"client_subject\":null},\"proxy_addr\":\"10.0.0.1:5\""));
        Assert.Equal(TcpEvent.Connected, request.Event);
        Assert.Equal(new TcpTlsInfo("1.3", "AES", "a.example", null), request.Tls);
        Assert.Equal("10.0.0.1:5", request.ProxyAddress);
    }

    [Fact]
    public async Task ValuesOfAnotherKind_areAsGoodAsMissing()
    {
        var request = await ParseAsync(ServerSide.Event("{\"server\":{\"a\":1},\"uuid\":null,\"tls\":null,\"event\":\"DATA\",\"remote_addr\":[]}", [], null));
        Assert.Equal(("", "", ""), (request.Uuid, request.Server, request.RemoteAddress));
        Assert.Null(request.Tls);
    }

    private static async Task<TcpRequest> ParseAsync(byte[] frame)
    {
        TcpRequest? seen = null;
        await ServerSide.RunAsync(
            request =>
            {
                seen = request;
                return default;
            },
            frame);
        return seen!;
    }
}
