using System.Net;
using System.Text.Json;

namespace KestrelTcp.FunctionalTests.Side;

/// <summary>/health and /ready, as probes ask them.</summary>
public sealed class HealthTests : ServerTest
{
    [Fact]
    public async Task Serving_server_is_well()
    {
        var server = await StartAsync(Php.Echo);

        foreach (var path in new[] { "/health", "/livez", "/ready", "/readyz", "/health?plugin=tcp", "/ready?plugin=tcp" })
        {
            var (status, body) = await server.GetAsync(path);
            Assert.Equal((path, HttpStatusCode.OK), (path, status));
            using var json = JsonDocument.Parse(body);
            var entry = Assert.Single(json.RootElement.EnumerateArray());
            Assert.Equal("tcp", entry.GetProperty("plugin_name").GetString());
            Assert.Equal("", entry.GetProperty("error_message").GetString());
            Assert.Equal(200, entry.GetProperty("status_code").GetInt32());
        }
    }

    [Fact]
    public async Task Pool_whose_workers_do_not_come_back_is_unwell_with_the_configured_code()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("broken-while", "broken"), Sections = "" });
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "broken"), "");

        UnixProcess.Send(Assert.Single(server.Workers()), Signal.Kill);

        await Eventually.TrueAsync(
            async () => (await server.GetAsync("/health")).Status == HttpStatusCode.ServiceUnavailable
                && (await server.GetAsync("/ready")).Status == HttpStatusCode.ServiceUnavailable,
            () => "/health and /ready answer 503");
        File.Delete(Path.Combine(server.Folder, "broken"));
        await Eventually.TrueAsync(async () => (await server.GetAsync("/ready")).Status == HttpStatusCode.OK, () => "/ready answers 200 again", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Endpoint_answers_while_the_only_worker_hangs()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Expendable = true });
        var client = await ConnectAsync(server);
        await client.SendAsync("hang\r\n");
        await server.Log.WaitAsync(WorkerEvent.Data, 1);

        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
        Assert.Equal(1, (await server.MetricsAsync()).Sum("rr_tcp_workers_working"));
        await Eventually.TrueAsync(
            async () => (await server.GetAsync("/ready")).Status == HttpStatusCode.ServiceUnavailable,
            () => "/ready answers 503 when no worker has finished anything for 5 s");
    }

    [Fact]
    public async Task Health_verb_asks_the_running_server()
    {
        var server = await StartAsync(Php.Echo);

        Assert.Equal(0, (await CommandRun.RunAsync(server.Folder, "health", "-c", ".rr.yaml")).ExitCode);
        await server.StopAsync();
        (await CommandRun.RunAsync(server.Folder, "health", "-c", ".rr.yaml")).AssertMistake();
    }
}
