namespace KestrelTcp.FunctionalTests.Tls;

/// <summary>A connection that a worker has encrypted on its way.</summary>
public sealed class StartTlsTests : TlsTest
{
    private const string _mode = "mode: starttls, handshake_timeout: 2s";

    [Fact]
    public async Task Connection_goes_on_under_tls_and_events_say_so()
    {
        var server = await StartAsync(Setup(more: _mode));
        var client = await ConnectClearAsync(server);
        Assert.DoesNotContain("\"tls\"", await client.AskAsync("json="), StringComparison.Ordinal);

        Assert.Equal("220 ready\r\n", await client.AskAsync("starttls=220 ready"));
        await client.EncryptAsync();

        Assert.Contains("\"tls\":{\"version\":\"TLSv1.3\"", await client.AskAsync("json="), StringComparison.Ordinal);
        await client.SendAsync("fillclose=3000000\r\n");
        Assert.Equal(3_000_000, (await client.ReadToEndAsync()).Length);
        var events = await WaitClosedAsync(server, client, "worker");
        Assert.Equal([WorkerEvent.Connected, WorkerEvent.Data, WorkerEvent.Data, WorkerEvent.Data, WorkerEvent.Data, WorkerEvent.Closed], events.Select(e => e.Event));
        await server.WaitMetricAsync(1, "rr_tcp_events_total", ("answer", "STARTTLS"));
    }

    [Theory]
    [InlineData("starttls=220 ready\r\nwrite=INJECTED\r\n", "")]
    [InlineData("sleep=300;starttls=220 ready\r\n", "write=INJECTED\r\nwrite=INJ")]
    public async Task Clear_text_sent_ahead_is_dropped(string first, string later)
    {
        var server = await StartAsync(Setup(more: _mode, main: "framing: split"));
        var client = await ConnectClearAsync(server);
        await client.SendAsync(first);
        await server.Log.WaitAsync(WorkerEvent.Data, 1);
        await client.SendAsync(later);
        Assert.Equal("220 ready\r\n", await client.ReadLineAsync());

        await client.EncryptAsync();

        Assert.Equal("clean\r\n", await client.AskAsync("write=clean"));
        Assert.DoesNotContain(server.Log.Read(), e => e.Text.Contains("INJECTED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_written_behind_starttls_goes_out_encrypted()
    {
        var server = await StartAsync(Setup(more: _mode));
        var client = await ConnectClearAsync(server);
        Assert.Equal("before\r\n", await client.AskAsync("write=before;starttls=220 ready;write=after;writeclose=last"));
        Assert.Equal("220 ready\r\n", await client.ReadLineAsync());

        await client.EncryptAsync();

        Assert.Equal("after\r\nlast\r\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
        await WaitClosedAsync(server, client, "worker");
    }

    [Theory]
    [InlineData("no hello at all, but some text\r\n", "failed")]
    [InlineData("", "timeout")]
    public async Task Handshake_that_fails_closes_with_reason_error(string hello, string result)
    {
        var server = await StartAsync(Setup(more: _mode));
        var client = await ConnectClearAsync(server);
        await client.AskAsync("starttls=220 ready");
        await client.SendAsync(hello);
        await client.ReadToEndAsync();

        await WaitClosedAsync(server, client, "error");
        await WaitHandshakesAsync(server, result, 1);
    }

    [Fact]
    public async Task Second_starttls_closes_as_an_unknown_answer_does()
    {
        var server = await StartAsync(Setup(more: _mode));
        var client = await ConnectClearAsync(server);
        await client.AskAsync("starttls=220 ready");
        await client.EncryptAsync();

        await client.SendAsync("starttls=again\r\n");

        Assert.Empty(await client.ReadToEndAsync());
        await WaitClosedAsync(server, client, "worker");
        await server.Output.WaitAsync("it is encrypted already");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Starttls_where_it_is_not_configured_closes(bool isImplicit)
    {
        var server = await StartAsync(isImplicit ? Setup() : new ServerSetup { Command = Php.Obey() });
        var client = await ConnectClearAsync(server);
        if (isImplicit)
        {
            await client.EncryptAsync();
        }

        await client.SendAsync("starttls=220 ready\r\n");

        Assert.Empty(await client.ReadToEndAsync());
        await WaitClosedAsync(server, client, "worker");
    }

    [Fact]
    public async Task Starttls_to_the_closed_event_has_no_effect()
    {
        var server = await StartAsync(Setup(Php.Obey(closed: "starttls=x"), _mode));
        var client = await ConnectClearAsync(server);
        await client.AskAsync("write=a");
        await client.SendAsync("close=\r\n");

        Assert.Empty(await client.ReadToEndAsync());
        await WaitClosedAsync(server, client, "worker");
    }

    [Fact]
    public async Task Stop_turns_away_who_is_in_the_handshake()
    {
        var server = await StartAsync(Setup(more: "mode: starttls"));
        var client = await ConnectClearAsync(server);
        await client.AskAsync("starttls=220 ready");

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await client.ReadToEndAsync();
        await WaitClosedAsync(server, client, "shutdown");
    }
}
