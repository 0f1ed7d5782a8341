using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Operations;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Xunit;

namespace KestrelTcp.Tests.Operations;

public sealed class SideEndpointAddressTests
{
    [Fact]
    public async Task SharedAddress_servesMetricsBesideHealth()
    {
        var address = SideEndpointHarness.Loopback();
        await using var side = await SideEndpointHarness.StartAsync(new StatusOptions { Address = address }, new MetricsOptions { Address = address with { } });
        Assert.Single(side.Endpoint.Addresses);
        Assert.Contains("rr_tcp_total_workers", (await side.GetAsync("/metrics")).Body, StringComparison.Ordinal);
        Assert.Equal(200, (await side.GetAsync("/health")).Status);
        Assert.Equal(404, (await side.GetAsync("/other")).Status);
        Assert.Contains("/metrics", (await side.GetAsync("/")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeparateAddresses_metricsHasEveryPathAndStatusHasNone()
    {
        await using var side = await SideEndpointHarness.StartAsync(
            new StatusOptions { Address = SideEndpointHarness.Loopback() }, new MetricsOptions { Address = SideEndpointHarness.Loopback() });
        foreach (var path in (string[])["/", "/metrics", "/health", "/what/ever"])
            Assert.Contains("rr_tcp_total_workers", (await side.GetAsync(path, host: 1)).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await side.GetAsync("/metrics")).Status);
        using var posted = await side.SendAsync(HttpMethod.Post, "/metrics", host: 1);
        Assert.Equal(405, (int)posted.StatusCode);
    }

    [Fact]
    public async Task NeitherSection_opensNothing()
    {
        await using var side = await SideEndpointHarness.StartAsync(null);
        Assert.Empty(side.Endpoint.Addresses);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    public async Task Address_isReachable(string host, string through)
    {
        var port = FreePort.Next();
        await using var side = await SideEndpointHarness.StartAsync(new StatusOptions { Address = new ListenAddress { Host = host, Port = port } });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://{through}:{port}/health")).StatusCode);
    }

    [Fact]
    public async Task Localhost_listensOnBothLoopbacks()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 && NetworkInterface.GetAllNetworkInterfaces().Any(HasIPv6Loopback), "This machine has no ::1.");
        var port = FreePort.Next();
        await using var side = await SideEndpointHarness.StartAsync(new StatusOptions { Address = new ListenAddress { Host = "localhost", Port = port } });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://127.0.0.1:{port}/health")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"http://[::1]:{port}/health")).StatusCode);

        static bool HasIPv6Loopback(NetworkInterface net) => net.GetIPProperties().UnicastAddresses.Any(address => address.Address.Equals(IPAddress.IPv6Loopback));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BusyPort_saysWhichSettingWhyAndTheCure(bool metrics)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var busy = SideEndpointHarness.Loopback(port);
        var status = new StatusOptions { Address = metrics ? SideEndpointHarness.Loopback() : busy };
        var error = await Assert.ThrowsAsync<StartupException>(() => SideEndpointHarness.StartAsync(status, metrics ? new MetricsOptions { Address = busy } : null));
        Assert.Equal($"{(metrics ? "metrics" : "status")}.address 127.0.0.1:{port}: address already in use. Cure: stop the other program or choose another port.", error.Message);

        // Nothing stays open after a failed start.
        if (metrics)
        {
            await using var again = await SideEndpointHarness.StartAsync(status);
            Assert.Equal(200, (await again.GetAsync("/health")).Status);
        }
    }

    [Theory]
    [InlineData("192.0.2.1", "this machine does not have that address")]
    [InlineData("no-such-host.invalid", "the host name cannot be resolved")]
    public async Task BadAddress_isExplained(string host, string why)
    {
        var error = await Assert.ThrowsAsync<StartupException>(() => SideEndpointHarness.StartAsync(new StatusOptions { Address = new ListenAddress { Host = host, Port = FreePort.Next() } }));
        Assert.StartsWith($"status.address {host}:", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Contains("Cure: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnixSocket_isServedAndALeftoverOfADeadServerIsReplaced()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("side.sock");

        // Moved before it is closed, because .NET removes what it bound; a killed process does not.
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(folder.File("before")));
            File.Move(folder.File("before"), path);
        }

        Assert.True(File.Exists(path));
        var options = new StatusOptions { Address = new ListenAddress { UnixPath = path } };
        await using var side = await SideEndpointHarness.StartAsync(options);
        using var error = new StringWriter();
        Assert.Equal(0, await HealthProbe.RunAsync(HealthProbeTests.Service(options), error));
        var second = await Assert.ThrowsAsync<StartupException>(() => SideEndpointHarness.StartAsync(options));
        Assert.Equal($"status.address unix://{path}: another program listens there. Cure: stop it or choose another path.", second.Message);
    }

    [Fact]
    public async Task UnixPath_withAFileOfSomebody_isLeftAlone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data"), "precious");
        var error = await Assert.ThrowsAsync<StartupException>(() => SideEndpointHarness.StartAsync(new StatusOptions { Address = new ListenAddress { UnixPath = folder.File("data") } }));
        Assert.StartsWith($"status.address unix://{folder.File("data")}: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(folder.File("data")));
    }

    [Fact]
    public async Task OnlyTheConfiguredAddress_isOpened()
    {
        var trap = FreePort.Next();
        var fromSettings = new ConfigurationBuilder().AddInMemoryCollection([new("Kestrel:Endpoints:Http:Url", $"http://127.0.0.1:{trap}"), new("urls", $"http://127.0.0.1:{trap}")]).Build();
        using var environment = new EnvironmentOverride(("ASPNETCORE_URLS", $"http://127.0.0.1:{trap}"), ("DOTNET_URLS", $"http://127.0.0.1:{trap}"), ("ASPNETCORE_HTTP_PORTS", $"{trap}"),
            ("Kestrel__Endpoints__Http__Url", $"http://127.0.0.1:{trap}"));
        await using var endpoint = new SideEndpoint(new StatusOptions { Address = SideEndpointHarness.Loopback() }, null, new FakeServiceView(), new CollectorRegistry(), NullLoggerFactory.Instance, new RecentRecords(), settings: fromSettings);
        await endpoint.StartAsync();
        Assert.Single(endpoint.Addresses);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, trap));
    }

    [Fact]
    public async Task Limits_ofAppsettings_areChecked()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Kestrel:Limits:KeepAliveTimeout", "soon")]).Build();
        await using var endpoint = new SideEndpoint(new StatusOptions { Address = SideEndpointHarness.Loopback() }, null, new FakeServiceView(), new CollectorRegistry(), NullLoggerFactory.Instance, new RecentRecords(), settings: settings);
        var error = await Assert.ThrowsAsync<StartupException>(() => endpoint.StartAsync());
        Assert.StartsWith("appsettings.json Kestrel:Limits:KeepAliveTimeout: 'soon' cannot be used.", error.Message, StringComparison.Ordinal);
    }
}
