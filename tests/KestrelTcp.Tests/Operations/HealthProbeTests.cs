using KestrelTcp.Configuration;
using KestrelTcp.Operations;
using Xunit;

namespace KestrelTcp.Tests.Operations;

public sealed class HealthProbeTests
{
    [Fact]
    public async Task HealthyServer_exits0()
    {
        var options = new StatusOptions { Address = SideEndpointHarness.Loopback() };
        await using var side = await SideEndpointHarness.StartAsync(options);
        Assert.Equal((0, "healthy"), await ProbeAsync(options));
    }

    [Fact]
    public async Task ServerThatListensEverywhere_isAskedOnTheLoopback()
    {
        var options = new StatusOptions { Address = new ListenAddress { Port = FreePort.Next() } };
        await using var side = await SideEndpointHarness.StartAsync(options);
        Assert.Equal((0, "healthy"), await ProbeAsync(options));
    }

    [Fact]
    public async Task UnhealthyServer_exits1AndSaysWhy()
    {
        var options = new StatusOptions { Address = SideEndpointHarness.Loopback() };
        await using var side = await SideEndpointHarness.StartAsync(options);
        side.View.Snapshot = () => [FakeServiceView.Pool("tcp", healthy: false)];
        Assert.Equal((1, """kestreltcp: not healthy: 503 [{"plugin_name":"tcp","error_message":"pool tcp: no worker is ready or working","status_code":503}]"""), await ProbeAsync(options));
    }

    [Fact]
    public async Task NoServer_exits1()
    {
        var options = new StatusOptions { Address = SideEndpointHarness.Loopback() };
        var (code, text) = await ProbeAsync(options);
        Assert.Equal(1, code);
        Assert.StartsWith($"kestreltcp: nobody answers at status.address 127.0.0.1:{options.Address.Port} (Connection refused). ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoStatusSection_exits1WithTheCure()
    {
        var (code, text) = await ProbeAsync(null);
        Assert.Equal(1, code);
        Assert.StartsWith("kestreltcp: /etc/.rr.yaml has no status section", text, StringComparison.Ordinal);
    }

    internal static ServiceOptions Service(StatusOptions? status) => new()
    {
        Version = "3",
        Path = "/etc/.rr.yaml",
        Server = new WorkerCommandOptions { Command = ["worker"] },
        Tcp = new TcpOptions { Servers = [], Pool = new PoolOptions() },
        Status = status,
    };

    private static async Task<(int Code, string Line)> ProbeAsync(StatusOptions? status)
    {
        using var error = new StringWriter();
        var code = await HealthProbe.RunAsync(Service(status), error);
        return (code, Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)));
    }
}
