using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace KestrelTcp.FunctionalTests.Tls;

/// <summary>Handshakes that come to nothing: no worker hears of them, and nothing is left.</summary>
public sealed class HandshakeTests : TlsTest
{
    [Fact]
    public async Task Clear_text_is_refused_and_reaches_no_worker()
    {
        var server = await StartAsync(Setup());
        var client = await ConnectClearAsync(server);
        await client.SendAsync("HELO this is no handshake at all\r\n");
        await client.ReadToEndAsync();

        await WaitHandshakesAsync(server, "failed", 1);
        await AssertNobodyCameAsync(server);
    }

    [Fact]
    public async Task Silent_and_slow_clients_are_closed_after_handshake_timeout()
    {
        var server = await StartAsync(Setup(more: "handshake_timeout: 1s"));
        var silent = await ConnectClearAsync(server);
        var slow = await ConnectClearAsync(server);
        await slow.SendRawAsync([0x16, 3, 1, 2, 0, 1]);

        await Task.WhenAll(silent.ReadToEndAsync(), slow.ReadToEndAsync());

        await WaitHandshakesAsync(server, "timeout", 2);
        await AssertNobodyCameAsync(server);
    }

    [Fact]
    public async Task Reset_within_the_handshake_is_counted()
    {
        var server = await StartAsync(Setup());
        var client = await ConnectClearAsync(server);
        await client.SendRawAsync([0x16, 3, 1, 2, 0, 1]);
        client.Reset();

        await WaitHandshakesAsync(server, "disconnected", 1);
        await AssertNobodyCameAsync(server);
    }

    [Fact]
    public async Task Stop_does_not_wait_for_handshakes()
    {
        var server = await StartAsync(Setup());
        var silent = await ConnectClearAsync(server);
        await server.WaitMetricAsync(1, "rr_tcp_connections");
        var clock = Stopwatch.StartNew();

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await silent.ReadToEndAsync();
    }

    [Fact]
    public async Task Certificate_that_is_required_must_be_valid()
    {
        using var stranger = new TestAuthority();
        using var strange = stranger.IssueClient("CN=stranger");
        using var device = Authority.IssueClient("CN=device 7, O=Fleet");
        var server = await StartAsync(Setup(more: $"root_ca: \"{RootPath}\", client_auth_type: require_and_verify_client_cert"));

        await AssertRefusedAsync(server, null);
        await AssertRefusedAsync(server, strange);
        await WaitHandshakesAsync(server, "client_certificate", 2);
        Assert.Equal(0, server.Log.Count(WorkerEvent.Connected));

        var client = await ConnectClearAsync(server);
        await client.EncryptAsync(certificate: device);
        Assert.Contains("\"client_subject\":\"CN=device 7, O=Fleet\"", await client.AskAsync("json="), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("request_client_cert", true, true)]
    [InlineData("require_any_client_cert", false, true)]
    [InlineData("verify_client_cert_if_given", true, false)]
    public async Task Certificate_is_asked_for_as_configured(string type, bool noneIsTaken, bool anyIsTaken)
    {
        using var stranger = new TestAuthority();
        using var strange = stranger.IssueClient("CN=stranger");
        var server = await StartAsync(Setup(more: $"root_ca: \"{RootPath}\", client_auth_type: {type}"));

        await (noneIsTaken ? AssertTakenAsync(server, null) : AssertRefusedAsync(server, null));
        await (anyIsTaken ? AssertTakenAsync(server, strange) : AssertRefusedAsync(server, strange));
    }

    private async Task AssertTakenAsync(ServerProcess server, X509Certificate2? certificate)
    {
        var client = await ConnectClearAsync(server);
        await client.EncryptAsync(certificate: certificate);
        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
    }

    private async Task AssertRefusedAsync(ServerProcess server, X509Certificate2? certificate)
    {
        var client = await ConnectClearAsync(server);
        try
        {
            // In TLS 1.3 the client is done before the server has looked.
            await client.EncryptAsync(certificate: certificate);
            await client.SendAsync("write=a\r\n");
            Assert.Empty(await client.ReadToEndAsync());
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // Refused, either way.
        }
    }

    private static async Task AssertNobodyCameAsync(ServerProcess server)
    {
        await server.WaitMetricAsync(0, "rr_tcp_connections");
        Assert.Equal(0, server.Log.Count(WorkerEvent.Connected));
        Assert.Equal(0, server.Log.Count(WorkerEvent.Closed));
    }
}
