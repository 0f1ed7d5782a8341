using System.Security.Authentication;

namespace KestrelTcp.FunctionalTests.Tls;

/// <summary>Connections that are encrypted from their first byte: everything is as in the clear.</summary>
public sealed class ImplicitTlsTests : TlsTest
{
    [Theory]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    public async Task Event_tells_of_the_encryption_and_the_whole_chain_is_sent(SslProtocols protocol, string version)
    {
        var server = await StartAsync(Setup());
        var client = await ConnectClearAsync(server);
        await client.EncryptAsync(protocol, host: "mail.example");

        var context = await client.AskAsync("json=");

        Assert.Contains($"\"tls\":{{\"version\":\"{version}\",\"cipher\":\"TLS_", context, StringComparison.Ordinal);
        Assert.Contains("\"sni\":\"mail.example\",\"client_subject\":null}", context, StringComparison.Ordinal);
        Assert.Equal(["CN=localhost", "CN=Test Authority"], client.ServerChain);
        await WaitHandshakesAsync(server, "ok", 1);
    }

    [Fact]
    public async Task Version_below_min_version_is_refused()
    {
        var server = await StartAsync(Setup(more: "min_version: \"1.3\""));
        var client = await ConnectClearAsync(server);

        await Assert.ThrowsAnyAsync<Exception>(() => client.EncryptAsync(SslProtocols.Tls12));

        await WaitHandshakesAsync(server, "failed", 1);
        Assert.Equal(0, server.Log.Count(WorkerEvent.Connected));
    }

    [Fact]
    public async Task Megabytes_go_both_ways()
    {
        const int size = 5 << 20;
        var server = await StartAsync(Setup());
        var client = await ConnectTlsAsync(server);
        var sending = client.SendAsync("write=" + new string('y', size) + "\r\n");

        var answer = await client.ReadExactlyAsync(size + 2);
        await sending;

        Assert.Equal(size, answer.AsSpan().IndexOf((byte)'\r'));
        Assert.Equal(-1, answer.AsSpan(0, size).IndexOfAnyExcept((byte)'y'));
        Assert.Equal("ok\r\n", await client.AskAsync("write=ok"));
        var metrics = await server.MetricsAsync();
        Assert.Equal(size + 18, metrics.Sum("rr_tcp_received_bytes_total"));
        Assert.Equal(size + 6, metrics.Sum("rr_tcp_sent_bytes_total"));
    }

    [Fact]
    public async Task Both_directions_at_once_stay_whole()
    {
        var server = await StartAsync(Setup(Php.Echo, main: "framing: split"));
        var client = await ConnectTlsAsync(server);
        using var all = new MemoryStream();
        for (var i = 0; i < 300; i++)
        {
            all.Write(Encoding.ASCII.GetBytes(Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(i * 97)) + "\r\n"));
        }

        var sending = client.SendAsync(all.ToArray());

        Assert.Equal(all.ToArray(), await client.ReadExactlyAsync((int)all.Length));
        await sending;
    }

    [Fact]
    public async Task Writeclose_delivers_every_byte_to_a_slow_reader()
    {
        const int size = 5 << 20;
        var server = await StartAsync(Setup());
        var client = await ConnectTlsAsync(server, receiveBuffer: 16 << 10);
        await client.SendAsync($"fillclose={size}\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        await Task.Delay(200);

        Assert.Equal(size, (await client.ReadToEndAsync()).Length);

        await WaitClosedAsync(server, client, "worker");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Half_close_gives_the_rest_as_a_last_message_and_answers_arrive(bool alert)
    {
        var server = await StartAsync(Setup());
        var client = await ConnectTlsAsync(server);
        await client.SendAsync("sleep=200;write=first\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        await client.SendAsync("write=rest");
        await client.EndAsync(alert);

        Assert.Equal("first\r\nrest\r\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));

        await WaitClosedAsync(server, client, "client");
    }

    [Fact]
    public async Task Worker_death_ends_the_connection_with_one_closed_event()
    {
        var server = await StartAsync(Setup());
        var client = await ConnectTlsAsync(server);
        await client.SendAsync("kill=\r\n");

        Assert.Empty(await client.ReadToEndAsync());

        await WaitClosedAsync(server, client, "error");
    }

    [Fact]
    public async Task Client_that_takes_nothing_is_closed_after_write_timeout()
    {
        var server = await StartAsync(Setup(main: "write_timeout: 1s"));
        var client = await ConnectTlsAsync(server, receiveBuffer: 4 << 10);

        await client.SendAsync("fill=20000000\r\n");

        await WaitClosedAsync(server, client, "timeout");
    }

    [Fact]
    public async Task Half_a_record_and_silence_is_closed_after_idle_timeout()
    {
        var server = await StartAsync(Setup(main: "idle_timeout: 1s"));
        var client = await ConnectTlsAsync(server);
        await client.AskAsync("write=a");

        // The start of a record of 100 bytes, of which no more follows.
        await client.SendRawAsync([0x17, 3, 3, 0, 100, 1, 2, 3]);

        Assert.Empty(await client.ReadToEndAsync());
        await WaitClosedAsync(server, client, "timeout");
    }

    [Fact]
    public async Task Rubbish_and_resets_in_the_middle_are_the_clients_own_ends()
    {
        var server = await StartAsync(Setup());
        var rubbish = await ConnectTlsAsync(server);
        await rubbish.AskAsync("write=a");
        await rubbish.SendRawAsync("no record at all, but quite a few bytes"u8.ToArray());
        await WaitClosedAsync(server, rubbish, "client");
        var reset = await ConnectTlsAsync(server);
        await reset.AskAsync("write=a");
        reset.Reset();
        await WaitClosedAsync(server, reset, "client");

        Assert.False(server.Output.Contains("PANIC"), server.Output.Text);
    }

    [Fact]
    public async Task Stop_answers_what_was_received_whole()
    {
        var server = await StartAsync(Setup(main: "framing: split"));
        var client = await ConnectTlsAsync(server);
        await client.SendAsync("sleep=500;write=first\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        await client.SendAsync("write=second\r\n");
        await client.SendAsync("write=third\r\nwrite=fo");

        var stopping = server.StopAsync();

        Assert.Equal("first\r\nsecond\r\nthird\r\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
        Assert.Equal(0, (await stopping).ExitCode);
        await WaitClosedAsync(server, client, "shutdown");
    }

    [Fact]
    public async Task Storm_of_disconnects_gives_each_connection_one_closed_event()
    {
        var server = await StartAsync(Setup() with { Workers = 2 });
        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            using var client = await TlsClient.ConnectAsync(server);
            if (i % 6 == 0)
            {
                client.Reset();
                return;
            }

            await client.EncryptAsync();
            await client.SendAsync(i % 5 == 0 ? "fill=300000\r\n" : "sleep=5;write=a\r\n");
            switch (i % 4)
            {
                case 0:
                    client.Reset();
                    break;
                case 1:
                    await client.ReadLineAsync();
                    break;
                case 2:
                    await client.EndAsync(alert: i % 8 == 2);
                    await client.ReadToEndAsync();
                    break;
            }
        });

        // A reset right behind the handshake can still fail it.
        await server.WaitMetricAsync(0, "rr_tcp_connections");
        var taken = (int)(await server.MetricsAsync()).Sum("rr_tcp_tls_handshakes_total", ("result", "ok"));
        Assert.InRange(taken, 70, 100);
        await server.Log.WaitAllClosedAsync(taken);
        Assert.False(server.Output.Contains("PANIC"), server.Output.Text);
    }
}
