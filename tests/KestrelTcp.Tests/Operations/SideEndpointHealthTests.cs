using KestrelTcp.Configuration;
using Xunit;

namespace KestrelTcp.Tests.Operations;

public sealed class SideEndpointHealthTests
{
    private const string Fine = """[{"plugin_name":"tcp","error_message":"","status_code":200}]""";

    [Theory]
    [InlineData("", Fine)]
    [InlineData("?plugin=tcp", Fine)]
    [InlineData("?plugin=http", "[]")]
    [InlineData("?plugin=", "[]")]
    [InlineData("?plugin=http&plugin=tcp&other=1", Fine)]
    [InlineData("?plugin=tcp&plugin=tcp", """[{"plugin_name":"tcp","error_message":"","status_code":200},{"plugin_name":"tcp","error_message":"","status_code":200}]""")]
    public async Task AllIsWell_everyCheckIs200WithThePluginsAskedFor(string query, string body)
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        foreach (var path in (string[])["/health", "/livez", "/ready", "/readyz"])
            Assert.Equal((200, body), await side.GetAsync(path + query));
    }

    [Fact]
    public async Task UnhealthyPool_isTheConfiguredCodeWithItsName()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp"), FakeServiceView.Pool("tcp.smtp", healthy: false)];
        var expected = (599, """[{"plugin_name":"tcp","error_message":"pool tcp.smtp: no worker is ready or working","status_code":599}]""");
        Assert.Equal(expected, await side.GetAsync("/health"));
        Assert.Equal(expected, await side.GetAsync("/livez?plugin=tcp"));
        Assert.Equal((200, "[]"), await side.GetAsync("/health?plugin=http"));
        Assert.Equal((200, Fine), await side.GetAsync("/ready"));
    }

    [Fact]
    public async Task PoolNotReady_isNotReadyButHealthy()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp", ready: false)];
        Assert.Equal((599, """[{"plugin_name":"tcp","error_message":"pool tcp: no worker is ready, or was within the last 5 s","status_code":599}]"""), await side.GetAsync("/ready"));
        Assert.Equal((200, Fine), await side.GetAsync("/health"));
    }

    [Fact]
    public async Task NotListening_isNotReadyButHealthy()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        side.View.Listening = false;
        Assert.Equal(599, (await side.GetAsync("/readyz")).Status);
        Assert.Equal((200, Fine), await side.GetAsync("/livez"));
    }

    [Fact]
    public async Task Draining_isNotReadyAndStaysHealthyEvenWithoutWorkers()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        side.View.Draining = true;
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp", ready: false, healthy: false)];
        Assert.Equal((599, """[{"plugin_name":"tcp","error_message":"draining: no new connections","status_code":599}]"""), await side.GetAsync("/ready"));
        Assert.Equal((200, """[{"plugin_name":"tcp","error_message":"service is shutting down","status_code":200}]"""), await side.GetAsync("/health"));
    }

    [Fact]
    public async Task NoPoolYet_isNeither()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        side.View.Snapshot = () => [];
        Assert.Equal(599, (await side.GetAsync("/ready")).Status);
        Assert.Equal(599, (await side.GetAsync("/health")).Status);
    }

    [Fact]
    public async Task SnapshotThatHangs_isUnavailableAfterCheckTimeout()
    {
        await using var side = await SideEndpointHarness.StartAsync(new StatusOptions { Address = SideEndpointHarness.Loopback(), CheckTimeout = TimeSpan.FromMilliseconds(50) });
        using var release = new ManualResetEventSlim();
        side.View.Snapshot = () =>
        {
            release.Wait(TimeSpan.FromSeconds(20));
            return [];
        };
        var answer = await side.GetAsync("/health");
        release.Set();
        Assert.Equal((503, """[{"plugin_name":"tcp","error_message":"the state could not be read within 0.05 s","status_code":503}]"""), answer);
    }

    [Fact]
    public async Task Head_hasTheStatusAndLengthWithoutBody()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        using var answer = await side.SendAsync(HttpMethod.Head, "/health");
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(Fine.Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task OtherMethods_are405(string method)
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        using var answer = await side.SendAsync(new HttpMethod(method), "/health");
        Assert.Equal(405, (int)answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/jobs")]
    [InlineData("/health/")]
    [InlineData("/Health")]
    [InlineData("/appsettings.json")]
    public async Task OtherPaths_are404(string path)
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        Assert.Equal(404, (await side.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Root_leadsToTheOtherPaths()
    {
        await using var side = await SideEndpointHarness.StatusAsync();
        var (status, body) = await side.GetAsync("/");
        Assert.Equal(200, status);
        Assert.Contains("/readyz", body, StringComparison.Ordinal);
        Assert.DoesNotContain("/metrics", body, StringComparison.Ordinal);
    }
}
