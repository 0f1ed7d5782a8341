using System.Net;
using System.Text.Json;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress;
using KestrelTcp.Workers;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KestrelTcp.Tests.Operations;

public sealed class SideEndpointApiTests
{
    private static readonly string[] Paths = ["/api/dashboard", "/api/overview", "/api/servers", "/api/pools", "/api/workers", "/api/connections", "/api/errors", "/api/history"];

    [Fact]
    public async Task Dashboard_hasAllThatThePageShows()
    {
        await using var side = await StartAsync();
        side.Recent.Add(DateTime.UtcNow, LogLevel.Error, "pool", "worker <b>died</b>");

        var json = await GetAsync(side, "/api/dashboard");

        Assert.Equal("serving", json.GetProperty("overview").GetProperty("state").GetString());
        Assert.Equal(7, json.GetProperty("overview").GetProperty("totals").GetProperty("connections").GetInt32());
        var server = json.GetProperty("servers")[0];
        Assert.Equal(("main", "tcp://127.0.0.1:1025", "batch", "tcp", "serving"), (Text(server, "name"), Text(server, "addr"), Text(server, "framing"), Text(server, "pool"), Text(server, "state")));
        Assert.Equal(5, server.GetProperty("closed").GetProperty("client").GetInt32());
        Assert.Equal(100, server.GetProperty("events_total").GetInt32());
        Assert.Equal(JsonValueKind.Null, server.GetProperty("rates").GetProperty("event_p99_ms").ValueKind);
        var pool = json.GetProperty("pools")[0];
        Assert.Equal((3, 1, 1), (pool.GetProperty("queue").GetInt32(), pool.GetProperty("workers_ready").GetInt32(), pool.GetProperty("workers_working").GetInt32()));
        var worker = json.GetProperty("workers").GetProperty("workers")[0];
        Assert.Equal((Environment.ProcessId, "working", 2, 1500), (worker.GetProperty("pid").GetInt32(), Text(worker, "status"), worker.GetProperty("in_flight").GetInt32(), worker.GetProperty("busy_ms").GetInt32()));
        Assert.True(worker.GetProperty("memory_bytes").GetInt64() > 1 << 20);
        Assert.Equal("worker <b>died</b>", Text(json.GetProperty("errors").GetProperty("errors")[0], "text"));
        Assert.Equal(JsonValueKind.Array, json.GetProperty("history").GetProperty("servers").GetProperty("main").GetProperty("events_per_second").ValueKind);
    }

    [Fact]
    public async Task EveryPath_isJsonThatNobodyKeeps()
    {
        await using var side = await StartAsync();
        foreach (var path in Paths)
        {
            using var answer = await side.SendAsync(HttpMethod.Get, path);
            Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.DoesNotContain("<", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var head = await side.SendAsync(HttpMethod.Head, path);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            using var post = await side.SendAsync(HttpMethod.Post, path);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
            Assert.Equal(["GET", "HEAD"], post.Content.Headers.Allow);
        }
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/")]
    [InlineData("/api/reset")]
    public async Task OtherPath_is404WithThoseThatThereAre(string path)
    {
        await using var side = await StartAsync();
        var (status, body) = await side.GetAsync(path);
        Assert.Equal(404, status);
        Assert.All(Paths, known => Assert.Contains($"\"{known}\"", body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/connections?limit=0", "limit has to be")]
    [InlineData("/api/connections?limit=-1", "limit has to be")]
    [InlineData("/api/errors?limit=all", "limit has to be")]
    [InlineData("/api/connections?sort=color", "sort has to be one of newest")]
    [InlineData("/api/connections?server=other", "there is no server of that name; there are main")]
    [InlineData("/api/history?since=yesterday", "since has to be")]
    public async Task WrongQuestion_is400WithTheReason(string path, string why)
    {
        await using var side = await StartAsync();
        var (status, body) = await side.GetAsync(path);
        Assert.Equal(400, status);
        Assert.Contains(why, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("newest", 4999, 4998)]
    [InlineData("oldest", 0, 1)]
    [InlineData("received", 4999, 4998)]
    [InlineData("idle", 0, 1)]
    public async Task Connections_areTheFirstInTheirOrder_neverMoreThanHundred(string sort, int first, int second)
    {
        await using var side = await StartAsync();
        var start = DateTime.UtcNow.AddHours(-2);
        side.View.Open = [.. Enumerable.Range(0, 5000).Select(i => new ConnectionSnapshot(
            Guid.NewGuid(), "main", $"127.0.0.1:{i}", start.AddSeconds(i), TimeSpan.FromSeconds(5000 - i), 1, i, 2, ConnectionState.Waiting))];

        var json = await GetAsync(side, $"/api/connections?sort={sort}&limit=1000&server=main");

        Assert.Equal(5000, json.GetProperty("total").GetInt32());
        Assert.Equal(100, json.GetProperty("connections").GetArrayLength());
        Assert.Equal($"127.0.0.1:{first}", Text(json.GetProperty("connections")[0], "remote_addr"));
        Assert.Equal($"127.0.0.1:{second}", Text(json.GetProperty("connections")[1], "remote_addr"));
        Assert.Equal("waiting", Text(json.GetProperty("connections")[0], "state"));
        Assert.Equal(1, (await GetAsync(side, "/api/connections?limit=1")).GetProperty("connections").GetArrayLength());
    }

    [Fact]
    public async Task Errors_areAsManyAsAskedFor()
    {
        await using var side = await StartAsync();
        for (var i = 0; i < 10; i++)
        {
            side.Recent.Add(DateTime.UtcNow, LogLevel.Warning, "tcp", $"problem {i}");
            side.Recent.Add(DateTime.UtcNow, LogLevel.Information, "server", $"line {i}");
        }

        var json = await GetAsync(side, "/api/errors?limit=2");

        Assert.Equal(["problem 9", "problem 8"], json.GetProperty("errors").EnumerateArray().Select(entry => Text(entry, "text")));
        Assert.Equal(["line 9", "line 8"], json.GetProperty("worker_stderr").EnumerateArray().Select(entry => Text(entry, "text")));
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:2114", 200)]
    [InlineData("[::1]:2114", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    public async Task LoopbackUnderAStrangersName_isRefused(string name, int status)
    {
        await using var side = await StartAsync();
        foreach (var path in (string[])["/", "/api/overview"])
        {
            using var answer = await side.SendAsync(HttpMethod.Get, path, name: name);
            Assert.Equal(status, (int)answer.StatusCode);
        }

        using var health = await side.SendAsync(HttpMethod.Get, "/health", name: name);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task MetricsAddressOfItsOwn_hasNoApi()
    {
        await using var side = await SideEndpointHarness.StartAsync(new StatusOptions { Address = SideEndpointHarness.Loopback() }, new MetricsOptions { Address = SideEndpointHarness.Loopback() });
        Assert.Contains("rr_tcp_total_workers", (await side.GetAsync("/api/overview", host: 1)).Body, StringComparison.Ordinal);
        Assert.Contains("<html", (await side.GetAsync("/")).Body, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, string key) => element.GetProperty(key).GetString();

    private static async Task<SideEndpointHarness> StartAsync()
    {
        var side = await SideEndpointHarness.StatusAsync();
        side.View.ServerSnapshots = () => [FakeServiceView.Server("main", 100)];
        side.View.Snapshot = () =>
        [
            FakeServiceView.Pool("tcp", queue: 3, workers:
            [
                FakeServiceView.Worker(Environment.ProcessId, WorkerState.Working) with { InFlight = 2, Busy = TimeSpan.FromSeconds(1.5) },
                FakeServiceView.Worker(999_999_991, WorkerState.Ready),
            ]),
        ];
        return side;
    }

    private static async Task<JsonElement> GetAsync(SideEndpointHarness side, string path)
    {
        var (status, body) = await side.GetAsync(path);
        Assert.Equal(200, status);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
