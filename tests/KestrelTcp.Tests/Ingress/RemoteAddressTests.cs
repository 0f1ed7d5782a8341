using System.Net;
using System.Net.Sockets;
using KestrelTcp.Ingress;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

public sealed class RemoteAddressTests
{
    [Theory]
    [InlineData("192.0.2.7", 25, "192.0.2.7:25")]
    [InlineData("2001:db8::1", 40000, "[2001:db8::1]:40000")]
    [InlineData("::1", 1, "[::1]:1")]
    [InlineData("::ffff:192.0.2.7", 25, "192.0.2.7:25")]
    public void IpAddress_hasItsUsualForm(string address, int port, string text) =>
        Assert.Equal(text, RemoteAddress.Format(new IPEndPoint(IPAddress.Parse(address), port)));

    [Fact]
    public void UnixPeer_isAnAtSign()
    {
        Assert.Equal("@", RemoteAddress.Format(new UnixDomainSocketEndPoint("/run/client.sock")));
        Assert.Equal("@", RemoteAddress.Format(null));
    }
}
