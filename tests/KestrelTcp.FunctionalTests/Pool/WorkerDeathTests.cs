namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>Deaths that are not told by the end of a stream alone.</summary>
public sealed class WorkerDeathTests : ServerTest
{
    [Fact]
    public async Task Message_that_workers_die_of_before_they_have_read_it_costs_one_of_them()
    {
        var command = Php.Obey();
        var server = await StartAsync(new ServerSetup { Command = [command[0], "-d", "memory_limit=8M", .. command[1..]] });
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        await other.AskAsync("write=a");

        try
        {
            await client.SendAsync(new string('m', 12 << 20) + "\r\n");
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The connection may be closed before its client has sent all.
        }

        await client.WaitGoneAsync();
        Assert.Equal("b\r\n", await other.AskAsync("write=b"));
        await server.Log.WaitClosedAsync(client, "error");
        await server.WaitMetricAsync(1, "rr_tcp_worker_restarts_total", ("reason", "died"));
    }

    [Fact]
    public async Task Worker_whose_streams_are_held_open_by_another_process_is_replaced_when_it_ends()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        var other = await ConnectAsync(server);
        var daemon = int.Parse(await other.AskAsync("daemon"), System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            await client.SendAsync("kill\r\n");

            await client.WaitGoneAsync();
            Assert.Equal("b\r\n", await other.AskAsync("write=b"));
            await server.Log.WaitClosedAsync(client, "error");
        }
        finally
        {
            UnixProcess.Send(daemon, Signal.Kill);
        }
    }
}
