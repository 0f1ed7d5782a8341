using System.Text;
using KestrelTcp.Goridge;
using Xunit;

namespace KestrelTcp.Tests;

/// <summary>The golden vectors of the wire (PROTOCOL 1.2), and what is not a frame.</summary>
public sealed class FrameHeaderTests
{
    [Fact]
    public void PidRequest_isTheGoldenVector() =>
        Assert.Equal("1309090000006dfc984400007b22706964223a317d", Hex(ControlFrame.PidRequest(1)));

    [Fact]
    public void PidAnswer_isTheGoldenVector() =>
        Assert.Equal("13010c0000009e47364300007b22706964223a313233347d", Hex(ControlFrame.PidAnswer(1234, correlates: false)));

    [Fact]
    public void Stop_isTheGoldenVector() =>
        Assert.Equal("13090d0000003a6bfacb00007b2273746f70223a747275657d", Hex(ControlFrame.Stop()));

    [Fact]
    public void DataHeader_withOneOption_isTheGoldenVector()
    {
        var header = new byte[16];
        Assert.Equal(16, FrameHeader.Write(header, FrameFlags.None, 0x4e, 0x4a));
        Assert.Equal("14004e00000020ce4e5200004a000000", Hex(header));
    }

    [Theory]
    [InlineData("140008000000c1c931ec000008000000434f4e54494e5545", "CONTINUE", "")]
    [InlineData("140009000000a4ae8d5400000500000057524954456f6b0d0a", "WRITE", "ok\r\n")]
    [InlineData("1400050000001c115b1e000005000000434c4f5345", "CLOSE", "")]
    [InlineData("14000d000000f339efdb00000d0000007b2273746f70223a747275657d", "{\"stop\":true}", "")]
    public void Answer_goldenVector_isRead(string hex, string context, string body)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.Equal(FrameHeaderStatus.Valid, FrameHeader.TryRead(bytes, out var header));
        Assert.Equal(FrameFlags.None, header.Flags);
        Assert.Equal(1, header.OptionCount);
        Assert.Equal(bytes.Length, header.FrameSize);
        Assert.Equal(context, Encoding.ASCII.GetString(bytes, header.Size, (int)header.Option0));
        Assert.Equal(body, Encoding.ASCII.GetString(bytes, header.Size + (int)header.Option0, (int)(header.PayloadLength - header.Option0)));
    }

    [Fact]
    public void ErrorFrame_goldenVector_isRead()
    {
        Assert.Equal(FrameHeaderStatus.Valid, FrameHeader.TryRead(Convert.FromHexString("134004000000881e11e30000626f6f6d"), out var header));
        Assert.Equal(FrameFlags.Error, header.Flags);
        Assert.Equal(0, header.OptionCount);
        Assert.Equal(4u, header.PayloadLength);
    }

    [Fact]
    public void RpcRequest_goldenVector_hasBothOptions()
    {
        var header = new byte[20];
        FrameHeader.Write(header, FrameFlags.Json, 21, 1, 16);
        Assert.Equal("150815000000e7de6eb500000100000010000000", Hex(header));
        Assert.Equal(FrameHeaderStatus.Valid, FrameHeader.TryRead(header, out var read));
        Assert.Equal((1u, 16u), (read.Option0, read.Option1));
    }

    [Fact]
    public void Header_cutAnywhere_isIncomplete()
    {
        var header = new byte[20];
        FrameHeader.Write(header, FrameFlags.Json, 21, 1, 16);
        for (var length = 0; length < header.Length; length++)
        {
            Assert.Equal(FrameHeaderStatus.Incomplete, FrameHeader.TryRead(header.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Header_withAnyCheckedBitFlipped_isInvalid()
    {
        var header = ControlFrame.Stop();
        for (var bit = 0; bit < 10 * 8; bit++)
        {
            var broken = (byte[])header.Clone();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(FrameHeaderStatus.Invalid, FrameHeader.TryRead(broken, out _));
        }
    }

    [Theory]
    [InlineData("Could not open input file: worker.php")]
    [InlineData("PHP Warning:  something")]
    [InlineData("\n")]
    public void Text_isInvalid(string text) =>
        Assert.Equal(FrameHeaderStatus.Invalid, FrameHeader.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Header_withTooManyOptions_isRefused() =>
        Assert.Throws<ArgumentException>(() => FrameHeader.Write(new byte[64], FrameFlags.None, 0, new uint[11]));

    [Theory]
    [InlineData("{\"pid\":12}", 12, false, false)]
    [InlineData("{\"pid\":12,\"correlates\":true}", 12, false, true)]
    [InlineData("{\"extra\":{\"pid\":3},\"stop\":true}", null, true, false)]
    public void ControlPayload_isParsed(string json, int? pid, bool stop, bool correlates)
    {
        Assert.True(ControlFrame.TryParse(Encoding.UTF8.GetBytes(json), out var message));
        Assert.Equal(new ControlMessage(pid, stop, correlates), message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("{\"pid\":")]
    [InlineData("rubbish")]
    [InlineData("{\"\\ud800\":1}")]
    public void ControlPayload_thatIsNoObject_isRefused(string json) =>
        Assert.False(ControlFrame.TryParse(Encoding.UTF8.GetBytes(json), out _));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
