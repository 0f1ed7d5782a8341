using System.Net;
using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Networks as they may be written, and what a unix socket makes of the keys that are about addresses.</summary>
public sealed class EdgeReadingTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8::/32", "2001:db8::/32")]
    [InlineData("::1", "::1/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    public void Network_isRead(string text, string network)
    {
        var server = Config.Valid(Config.Minimal + $"      allow: [\"{text}\"]\n      deny: \" {text} \"\n").Tcp.Servers[0];

        Assert.Equal([IPNetwork.Parse(network)], server.Allow);
        Assert.Equal([IPNetwork.Parse(network)], server.Deny);
    }

    [Theory]
    [InlineData("10.1")]
    [InlineData("10")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0.1:25")]
    [InlineData("[::1]")]
    [InlineData("[::1]:25")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::/129")]
    [InlineData("::1/64")]
    [InlineData("localhost")]
    [InlineData("/8")]
    public void Network_thatOthersCouldReadDifferently_isAnError(string text) =>
        Assert.Equal((ProblemSeverity.Error, "tcp.servers.smtp.allow", 9), Where(Config.OnlyProblem(Config.Minimal + $"      allow:\n        - \"{text}\"\n")));

    [Fact]
    public void Variable_thatIsNotSet_isNoEmptyList() =>
        Assert.Contains(Config.Load(Config.Minimal + "      allow: [$NOWHERE]\n").Problems, problem => problem.Severity == ProblemSeverity.Error);

    [Theory]
    [InlineData("allow: [10.0.0.0/8]", "allow")]
    [InlineData("deny: [10.0.0.0/8]", "deny")]
    [InlineData("max_connections_per_ip: 3", "max_connections_per_ip")]
    [InlineData("connection_rate_per_ip: {permits: 1, window: 1s}", "connection_rate_per_ip")]
    [InlineData("proxy_protocol: on, proxy_trusted: [10.0.0.0/8]", "proxy_trusted")]
    public void UnixSocket_hasNoAddresses_andThatIsAWarning(string keys, string told)
    {
        var problem = Config.OnlyProblem(Server("unix:///tmp/x.sock", keys));

        Assert.Equal((ProblemSeverity.Warning, "tcp.servers.smtp." + told), (problem.Severity, problem.Path));
        Assert.Contains("no address", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///tmp/x.sock", "proxy_protocol: optional, deny: [10.0.0.0/8], max_connections_per_ip: 3")]
    [InlineData("unix:///tmp/x.sock", "proxy_protocol: on, allow: [10.0.0.0/8]")]
    [InlineData("127.0.0.1:1025", "proxy_protocol: on, proxy_trusted: 10.0.0.1")]
    [InlineData("127.0.0.1:1025", "proxy_protocol: optional, proxy_trusted: ['::1', 10.0.0.1]")]
    [InlineData("127.0.0.1:1025", "proxy_protocol: off, allow: [], deny: []")]
    public void ProxyThatIsNamed_orNeedNotBe_isNoProblem(string address, string keys) => Config.Valid(Server(address, keys));

    [Theory]
    [InlineData("on")]
    [InlineData("optional")]
    public void EmptyListOfProxies_isAnError(string mode) =>
        Assert.Equal(
            (ProblemSeverity.Error, "tcp.servers.smtp.proxy_trusted", 1),
            Where(Config.OnlyProblem(Server("127.0.0.1:1025", $"proxy_protocol: {mode}, proxy_trusted: []"))));

    private static string Server(string address, string keys) =>
        $$"""{version: "3", server: {command: x}, tcp: {servers: {smtp: {addr: "{{address}}", {{keys}} } } } }""";

    private static (ProblemSeverity Severity, string Path, int Line) Where(ConfigurationProblem problem) => (problem.Severity, problem.Path, problem.Line);
}
