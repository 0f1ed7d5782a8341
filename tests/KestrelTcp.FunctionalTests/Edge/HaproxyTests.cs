using System.Diagnostics;
using System.Net;

namespace KestrelTcp.FunctionalTests.Edge;

/// <summary>A real proxy in front. Skipped where haproxy is not installed.</summary>
public sealed class HaproxyTests : ServerTest
{
    private static readonly string? _haproxy = new[] { "/usr/sbin/haproxy", "/usr/local/sbin/haproxy" }.FirstOrDefault(File.Exists);

    [Fact]
    public async Task Client_behind_haproxy_has_its_own_address_in_either_version()
    {
        Assert.SkipWhen(_haproxy is null, "haproxy is not installed");
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(connected: "write=220 hello"),
            Main = "proxy_protocol: on\nproxy_trusted: [127.0.0.1]",
        });
        var (v1, v2) = (FreePort.Next(), FreePort.Next());
        var file = Path.Combine(server.Folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, $"""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 20s
              timeout server 20s
            listen v1
              bind 127.0.0.1:{v1}
              server a 127.0.0.1:{server.Port("main")} send-proxy
            listen v2
              bind 127.0.0.1:{v2}
              server a 127.0.0.1:{server.Port("main")} send-proxy-v2 proxy-v2-options unique-id,crc32c check check-send-proxy inter 100ms

            """);
        using var haproxy = Process.Start(new ProcessStartInfo(_haproxy!, ["-db", "-q", "-f", file]))!;
        try
        {
            foreach (var port in (int[])[v1, v2])
            {
                var client = await ThroughAsync(port);
                Assert.Equal("220 hello\r\n", await client.ReadLineAsync());
                Assert.Equal(client.LocalAddress + "\r\n", await client.AskAsync("addr"));
                Assert.Contains("\"proxy_addr\":\"127.0.0.1:", await client.AskAsync("json"), StringComparison.Ordinal);
            }

            // Its health checks, which say LOCAL, are let in.
            await Eventually.TrueAsync(() => server.Log.Count(WorkerEvent.Closed) > 0, "a health check came and went");
            await server.WaitMetricAsync(0, "rr_tcp_connections_rejected_total");
        }
        finally
        {
            haproxy.Kill();
            await haproxy.WaitForExitAsync();
        }
    }

    /// <summary>It may not listen yet.</summary>
    private async Task<RawClient> ThroughAsync(int port)
    {
        RawClient? client = null;
        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    client = Keep(await RawClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port)));
                    return true;
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return false;
                }
            },
            () => "haproxy listens");
        return client!;
    }
}
