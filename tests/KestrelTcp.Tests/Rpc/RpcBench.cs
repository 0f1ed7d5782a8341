using System.Text;
using KestrelTcp.Goridge;
using KestrelTcp.Rpc;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

/// <summary>Asks services as a client would, without a socket.</summary>
internal sealed class RpcBench(params IRpcService[] services)
{
    private readonly RpcDispatcher _dispatcher = new(services, NullLogger.Instance);

    public async Task<RpcMessage> AskAsync(FrameFlags codec, string method, ReadOnlyMemory<byte> argument, CancellationToken ended = default) =>
        await _dispatcher.AnswerAsync(new RpcMessage(codec, 7, method, argument), ended);

    /// <summary>The JSON of a result.</summary>
    public async Task<string> JsonAsync(string method, string argument)
    {
        var answer = await AskAsync(FrameFlags.Json, method, Encoding.UTF8.GetBytes(argument));
        Assert.Equal((FrameFlags.Json, 7u, method), (answer.Flags, answer.Sequence, answer.Method));
        return Text(answer);
    }

    /// <summary>The protobuf of a result.</summary>
    public async Task<byte[]> ProtoAsync(string method, byte[] argument)
    {
        var answer = await AskAsync(FrameFlags.Protobuf, method, argument);
        Assert.True(!answer.IsError, Text(answer));
        return answer.Body.ToArray();
    }

    /// <summary>The text of an error.</summary>
    public async Task<string> ErrorAsync(FrameFlags codec, string method, ReadOnlyMemory<byte> argument = default)
    {
        var answer = await AskAsync(codec, method, argument);
        Assert.Equal((codec | FrameFlags.Error, 7u, method), (answer.Flags, answer.Sequence, answer.Method));
        return Text(answer);
    }

    public Task<string> ErrorAsync(string method, string argument) => ErrorAsync(FrameFlags.Json, method, Encoding.UTF8.GetBytes(argument));

    private static string Text(in RpcMessage answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
