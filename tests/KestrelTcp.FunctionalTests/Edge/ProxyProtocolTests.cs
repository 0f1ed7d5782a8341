namespace KestrelTcp.FunctionalTests.Edge;

/// <summary>proxy_protocol: whose address workers see, and what of the header reaches them (nothing).</summary>
public sealed class ProxyProtocolTests : ServerTest
{
    private const string _text = "PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\r\n";
    private const string _on = "proxy_protocol: on\nproxy_trusted: [127.0.0.0/8]";
    private const string _optional = "proxy_protocol: optional\nproxy_trusted: [127.0.0.1]";

    private static byte[] Binary =>
    [
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x21, 0x00, 0x28,
        0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, .. new byte[16], 0xc8, 0x22, 0x00, 0x19, 0x04, 0x00, 0x01, 0x00,
    ];

    [Fact]
    public async Task Header_and_message_in_one_packet_reach_the_worker_as_client_and_message()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = _on });
        var client = await ConnectAsync(server);

        await client.SendAsync(_text + "json\r\n");

        var context = await client.ReadLineAsync();
        Assert.StartsWith("{\"remote_addr\":\"192.0.2.7:51234\",\"server\":\"main\",", context, StringComparison.Ordinal);
        Assert.EndsWith($",\"event\":\"DATA\",\"proxy_addr\":\"{client.LocalAddress}\"}}\r\n", context, StringComparison.Ordinal);
        Assert.Equal("json\r\n", Assert.Single(server.Log.Read(), e => e.Event == WorkerEvent.Data).Text);
        await server.WaitMetricAsync("json\r\n".Length, "rr_tcp_received_bytes_total", ("server", "main"));
    }

    [Fact]
    public async Task Binary_header_in_pieces_is_taken_and_the_server_can_speak_first()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(connected: "write=220 hello"), Main = _on });
        var client = await ConnectAsync(server);

        await client.SendAsync(Binary.AsMemory(0, 20));
        await SettleThroughProxyAsync(server);
        client.AssertSilent();
        await client.SendAsync(Binary.AsMemory(20));

        Assert.Equal("220 hello\r\n", await client.ReadLineAsync());
        Assert.Equal("[2001:db8::7]:51234\r\n", await client.AskAsync("addr"));
    }

    [Theory]
    [InlineData("EHLO example.org\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7\r\n")]
    public async Task Connection_without_a_header_is_refused_when_it_is_required(string sends)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = _on });
        var client = await ConnectAsync(server);

        await client.SendAsync(sends);

        Assert.Equal("", await client.ReadToEndAsync());
        await server.WaitMetricAsync(1, "rr_tcp_connections_rejected_total", ("server", "main"), ("reason", "proxy_protocol"));
        await server.WaitMetricAsync(0, "rr_tcp_connections_total", ("server", "main"));
        Assert.Equal(0, server.Log.Count(WorkerEvent.Connected));
        Assert.True(server.Output.Contains("are refused, as that from " + client.LocalAddress + ", by proxy_protocol"));
    }

    [Fact]
    public async Task Peer_that_is_not_trusted_is_refused_or_a_plain_client()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(connected: "write=hello"),
            Main = "proxy_protocol: on\nproxy_trusted: [10.0.0.0/8]",
            Servers = "second: {addr: '127.0.0.1:@second@', proxy_protocol: optional, proxy_trusted: [10.0.0.0/8]}",
        });
        var refused = await ConnectAsync(server);
        Assert.Equal("", await refused.ReadToEndAsync());

        var plain = await ConnectAsync(server, "second");
        Assert.Equal("hello\r\n", await plain.ReadLineAsync());
        await plain.SendAsync(_text);
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        Assert.Equal([_text], server.Log.DataOf(plain));
    }

    [Fact]
    public async Task Optional_header_may_be_there_or_not_and_a_silent_client_is_greeted()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(connected: "write=hello"), Main = _optional });
        var silent = await ConnectAsync(server);
        var late = await ConnectAsync(server);
        var proxied = await ConnectAsync(server);
        await proxied.SendAsync(_text);
        Assert.Equal("hello\r\n", await proxied.ReadLineAsync());
        Assert.Equal("192.0.2.7:51234\r\n", await proxied.AskAsync("addr"));
        var plain = await ConnectAsync(server);
        Assert.Equal("hello\r\n", await plain.AskAsync("addr"));
        Assert.Equal(plain.LocalAddress + "\r\n", await plain.ReadLineAsync());

        silent.AssertSilent();
        Assert.Equal("hello\r\n", await silent.ReadLineAsync());
        Assert.Equal(silent.LocalAddress + "\r\n", await silent.AskAsync("addr"));
        Assert.Equal("hello\r\n", await late.ReadLineAsync());
        await late.SendAsync(_text + "write=x\r\n");
        Assert.Equal("", await late.ReadToEndAsync());
        Assert.Equal([WorkerEvent.Connected, WorkerEvent.Closed], (await server.Log.WaitClosedAsync(late, "client")).Select(e => e.Event));
        Assert.True(server.Output.Contains("its PROXY header came after the connection was taken for one without"));
    }

    [Fact]
    public async Task Stop_does_not_wait_for_headers()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = _on, Grace = "30s" });
        var waiting = new List<RawClient>();
        for (var i = 0; i < 50; i++)
        {
            waiting.Add(await ConnectAsync(server));
        }

        await server.WaitMetricAsync(50, "rr_tcp_connections", ("server", "main"));
        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        foreach (var client in waiting)
        {
            Assert.Equal("", await client.ReadToEndAsync());
        }

        Assert.Equal(0, server.Log.Count(WorkerEvent.Connected));
    }

    [Fact]
    public async Task Thousands_of_connections_that_end_within_their_header_leave_nothing_behind()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Main = _on + "\nmax_connections_per_ip: 3" });
        (await WithHeaderAsync(server)).Dispose();
        var before = UnixProcess.OpenDescriptors(server.Pid);

        for (var round = 0; round < 20; round++)
        {
            var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ConnectAsync(server)));
            for (var i = 0; i < clients.Length; i++)
            {
                await clients[i].SendAsync((i % 4) switch { 0 => "PROXY TCP4", 1 => "rubbish\r\n", 2 => _text, _ => "P" });
                if (i % 3 == 0)
                {
                    clients[i].Reset();
                }
                else
                {
                    clients[i].Dispose();
                }
            }
        }

        await server.WaitMetricAsync(0, "rr_tcp_connections", ("server", "main"));
        await Eventually.TrueAsync(() => UnixProcess.OpenDescriptors(server.Pid) <= before + 5, "the descriptors are given back");
        // All three places of the address are free again.
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => WithHeaderAsync(server)));
    }

    private async Task<RawClient> WithHeaderAsync(ServerProcess server)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync(_text);
        Assert.Equal("a\r\n", await client.AskAsync("write=a"));
        return client;
    }

    private async Task SettleThroughProxyAsync(ServerProcess server)
    {
        var probe = await ConnectAsync(server);
        await probe.SendAsync(_text);
        await probe.ReadLineAsync();
        probe.Dispose();
    }
}
