using System.Buffers;
using System.Text;
using KestrelTcp.Goridge;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class RpcMessageTests
{
    // Recorded from RoadRunner and its PHP packages.
    private const string Request = "150815000000e7de6eb500000100000010000000696e666f726d65722e576f726b6572732274637022";
    private const string Error = "154826000000e1d1030f00000100000007000000";
    private const long Max = 1 << 20;

    [Fact]
    public void Request_isReadAndWrittenAsRecorded()
    {
        var status = RpcMessage.TryRead(Sequence(Request), Max, out var message, out var length);

        Assert.Equal((RpcReadStatus.Message, Request.Length / 2), (status, length));
        Assert.Equal((FrameFlags.Json, 1u, "informer.Workers", "\"tcp\""), (message.Flags, message.Sequence, message.Method, Text(message)));
        Assert.Equal(Request, Convert.ToHexStringLower(message.ToFrame()));
    }

    [Fact]
    public void ErrorAnswer_isWrittenAsRecorded()
    {
        var message = new RpcMessage(FrameFlags.Json | FrameFlags.Error, 1, "no.Such", "rpc: can't find service no.Such"u8.ToArray());

        Assert.Equal(Error + Convert.ToHexStringLower("no.Suchrpc: can't find service no.Such"u8), Convert.ToHexStringLower(message.ToFrame()));
        Assert.True(message.IsError);
        Assert.Equal(FrameFlags.Json, message.Codec);
    }

    [Fact]
    public void EveryBeginning_isIncomplete()
    {
        var bytes = Convert.FromHexString(Request);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(RpcReadStatus.Incomplete, RpcMessage.TryRead(new ReadOnlySequence<byte>(bytes, 0, length), Max, out _, out _));
        }
    }

    [Theory]
    [InlineData("474554202f20485454502f312e310d0a")] // GET / HTTP/1.1
    [InlineData("140800000000000000000000000000000000")] // a wrong checksum
    public void WhatIsNoFrame_isInvalid(string hex) =>
        Assert.Equal(RpcReadStatus.Invalid, RpcMessage.TryRead(Sequence(hex), Max, out _, out _));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public void FrameWithoutTwoOptions_isInvalid(uint options)
    {
        var frame = new byte[FrameHeader.MaxSize];
        FrameHeader.Write(frame, FrameFlags.Json, 4, new uint[options]);

        Assert.Equal(RpcReadStatus.Invalid, RpcMessage.TryRead(new ReadOnlySequence<byte>(frame), Max, out _, out _));
    }

    [Fact]
    public void MethodLongerThanThePayload_isInvalid()
    {
        var frame = new byte[FrameHeader.MaxSize];
        FrameHeader.Write(frame, FrameFlags.Json, 4, 1, 5);

        Assert.Equal(RpcReadStatus.Invalid, RpcMessage.TryRead(new ReadOnlySequence<byte>(frame), Max, out _, out _));
    }

    [Fact]
    public void FrameOverTheLimit_isTooBigBeforeItHasCome()
    {
        var frame = new byte[FrameHeader.SizeOf(2)];
        FrameHeader.Write(frame, FrameFlags.Json, (uint)Max, 1, 5);

        Assert.Equal(RpcReadStatus.TooBig, RpcMessage.TryRead(new ReadOnlySequence<byte>(frame), Max, out _, out _));
    }

    private static ReadOnlySequence<byte> Sequence(string hex) => new(Convert.FromHexString(hex));

    private static string Text(in RpcMessage message) => Encoding.UTF8.GetString(message.Body.Span);
}
