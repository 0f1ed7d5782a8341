using KestrelTcp.Ingress;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>What is to be sent while a connection turns to TLS.</summary>
public sealed class StartTlsTests
{
    [Fact]
    public void Bytes_areHeldAndHandedOutInTheirOrder_thenNoLonger()
    {
        var step = new StartTls(default);
        Assert.True(step.TryHold("a"u8, 100));
        Assert.True(step.TryHold("b"u8, 100));
        Assert.True(step.HasHeld);
        var sent = "";

        step.Release(bytes => sent += (char)bytes[0]);

        Assert.Equal("ab", sent);
        Assert.Null(step.TryHold("c"u8, 100));
    }

    [Fact]
    public void Bytes_overTheMost_areRefused()
    {
        var step = new StartTls(default);
        Assert.True(step.TryHold(new byte[10], 10));
        Assert.False(step.TryHold("x"u8, 10));
    }
}
