using System.Globalization;
using System.Net;
using System.Text.Json;

namespace KestrelTcp.FunctionalTests.Side;

/// <summary>/api after traffic that is known.</summary>
public sealed class ApiTests : ServerTest
{
    [Fact]
    public async Task Servers_pools_and_workers_tell_what_happened()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Main = "max_connections: 9" });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=abc");
        var gone = await ConnectAsync(server);
        await gone.SendAsync("close\r\n");
        await gone.WaitGoneAsync();
        gone.Dispose();

        await UntilAsync(server, "/api/servers", json =>
            json.GetProperty("servers")[0] is var one && one.GetProperty("events_total").GetInt32() == 5 && one.GetProperty("connections").GetInt32() == 1);
        var main = (await GetAsync(server, "/api/servers")).GetProperty("servers")[0];
        Assert.Equal(("main", $"tcp://127.0.0.1:{server.Port("main")}", "serving"), (Text(main, "name"), Text(main, "addr"), Text(main, "state")));
        Assert.Equal((1, 9, 2), (main.GetProperty("connections").GetInt32(), main.GetProperty("max_connections").GetInt32(), main.GetProperty("connections_total").GetInt32()));
        Assert.Equal("""{"worker":1}""", main.GetProperty("closed").GetRawText());
        Assert.Equal("write=abc\r\nclose\r\n".Length, main.GetProperty("received_bytes_total").GetInt32());

        var pool = (await GetAsync(server, "/api/pools")).GetProperty("pools")[0];
        Assert.Equal(("tcp", "serving", 2, 2), (Text(pool, "name"), Text(pool, "state"), pool.GetProperty("workers").GetInt32(), pool.GetProperty("workers_ready").GetInt32()));
        var workers = (await GetAsync(server, "/api/workers")).GetProperty("workers").EnumerateArray().ToList();
        Assert.Equal(server.Workers().Order(), workers.Select(worker => worker.GetProperty("pid").GetInt32()).Order());
        Assert.Equal(5, workers.Sum(worker => worker.GetProperty("execs").GetInt32()));

        var connections = await GetAsync(server, "/api/connections?server=main&sort=idle");
        Assert.Equal((1, 1), (connections.GetProperty("total").GetInt32(), connections.GetProperty("connections").GetArrayLength()));
        Assert.Equal(client.LocalAddress, Text(connections.GetProperty("connections")[0], "remote_addr"));
        Assert.Equal(server.Log.Of(client)[0].Uuid, Text(connections.GetProperty("connections")[0], "uuid"));
    }

    [Fact]
    public async Task Errors_hold_what_workers_wrote_also_when_the_log_is_off()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Logs = "mode: off" });
        var client = await ConnectAsync(server);
        await client.AskAsync("stderr=Warning: \"disk\" <nearly> full;write=a");
        await client.SendAsync("error=no such user\r\n");
        await client.WaitGoneAsync();

        await UntilAsync(server, "/api/errors", json => Texts(json, "errors").Any(text => text.Contains("no such user", StringComparison.Ordinal)));
        await UntilAsync(server, "/api/errors", json => Texts(json, "worker_stderr").Any(text => text.StartsWith("Warning: \"disk\" <nearly> full", StringComparison.Ordinal)));
        Assert.DoesNotContain("no such user", server.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_worker_is_told_with_its_time_while_it_hangs()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Expendable = true });
        var client = await ConnectAsync(server);
        await client.SendAsync("hang\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        await UntilAsync(server, "/api/workers", json =>
            json.GetProperty("workers")[0] is var worker && Text(worker, "status") == "working" && worker.GetProperty("in_flight").GetInt32() == 1 && worker.GetProperty("busy_ms").GetInt64() >= 100);
        await UntilAsync(server, "/api/overview", json => Text(json, "state") == "stalled" && Text(json, "problem").Contains("pool tcp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rates_and_history_follow_the_load()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);
        for (var i = 0; i < 100; i++)
        {
            await client.AskAsync("write=a");
        }

        await UntilAsync(server, "/api/servers", json =>
            json.GetProperty("servers")[0].GetProperty("rates") is var rates && rates.GetProperty("events_per_second").GetDouble() > 1 && rates.GetProperty("event_p99_ms").ValueKind == JsonValueKind.Number);
        var history = await GetAsync(server, "/api/history");
        var times = history.GetProperty("times").EnumerateArray().Select(time => time.GetInt64()).ToList();
        Assert.Equal(times.Count, history.GetProperty("servers").GetProperty("main").GetProperty("events_per_second").GetArrayLength());
        var later = await GetAsync(server, string.Create(CultureInfo.InvariantCulture, $"/api/history?since={times[^1]}"));
        Assert.DoesNotContain(times[^1], later.GetProperty("times").EnumerateArray().Select(time => time.GetInt64()));
    }

    private static IEnumerable<string> Texts(JsonElement json, string list) => json.GetProperty(list).EnumerateArray().Select(entry => Text(entry, "text"));

    private static string Text(JsonElement element, string key) => element.GetProperty(key).GetString()!;

    private static async Task<JsonElement> GetAsync(ServerProcess server, string path)
    {
        var (status, body) = await server.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, status);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    private static async Task UntilAsync(ServerProcess server, string path, Func<JsonElement, bool> condition)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(async () => condition(last = await GetAsync(server, path)), () => $"{path} tells it (it tells {last})");
    }
}
