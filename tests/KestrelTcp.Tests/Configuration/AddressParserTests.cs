using KestrelTcp.Configuration.Values;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Forms of addresses.</summary>
public sealed class AddressParserTests
{
    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1", 80)]
    [InlineData(":7777", "", 7777)]
    [InlineData("tcp://:7777", "", 7777)]
    [InlineData("tcp://localhost:1", "localhost", 1)]
    [InlineData("TCP://localhost:0", "localhost", 0)]
    [InlineData("[::1]:80", "::1", 80)]
    [InlineData("tcp://[::]:65535", "::", 65535)]
    [InlineData("worker-host_1.local:9000", "worker-host_1.local", 9000)]
    public void TcpAddress_isParsed(string text, string host, int port)
    {
        var address = AddressParser.Parse(text, out _, out _);
        Assert.NotNull(address);
        Assert.Equal((host, port, null), (address.Host, address.Port, address.UnixPath));
        Assert.Equal(address, AddressParser.Parse(address.ToString(), out _, out _));
    }

    [Theory]
    [InlineData("unix:///run/app.sock", "/run/app.sock")]
    [InlineData("unix://var/app.sock", "var/app.sock")]
    public void UnixAddress_isParsed(string text, string path)
    {
        var address = AddressParser.Parse(text, out _, out _);
        Assert.Equal(path, address?.UnixPath);
        Assert.Equal(address, AddressParser.Parse(address!.ToString(), out _, out _));
    }

    [Theory]
    [InlineData("7777", "has no port", "write \":7777\"")]
    [InlineData("localhost", "has no port", "\"localhost:9000\"")]
    [InlineData("[::1]", "has no port", "\"[::1]:9000\"")]
    [InlineData("localhost:", "\"\" in \"localhost:\" is not a port", "from 1 to 65535")]
    [InlineData("localhost:http", "\"http\" in \"localhost:http\" is not a port", "from 1 to 65535")]
    [InlineData("localhost:65536", "is not a port", "from 1 to 65535")]
    [InlineData("localhost:-1", "is not a port", "from 1 to 65535")]
    [InlineData("::1:80", "without brackets", "\"[::1]:80\"")]
    [InlineData("[1.2.3.4]:80", "is not an IPv6 address", "\"[::1]:9000\"")]
    [InlineData("a b:80", "is not a host name", "all of them")]
    [InlineData("http://localhost:80", "has a scheme", "use host:port")]
    [InlineData("unix://", "no file name", "unix:///run/app.sock")]
    [InlineData("unix:///run/", "no file name", "unix:///run/app.sock")]
    public void Text_thatIsNoAddress_isRefusedWithTheCure(string text, string what, string cure)
    {
        Assert.Null(AddressParser.Parse(text, out var told, out var advice));
        Assert.Contains(what, told, StringComparison.Ordinal);
        Assert.Contains(cure, advice, StringComparison.Ordinal);
    }

    [Fact]
    public void UnixPath_longerThanTheSystemTakes_isRefused()
    {
        Assert.NotNull(AddressParser.Parse("unix:///" + new string('a', 106), out _, out _));
        Assert.Null(AddressParser.Parse("unix:///" + new string('a', 107), out var what, out _));
        Assert.Contains("107 bytes", what, StringComparison.Ordinal);
    }
}
