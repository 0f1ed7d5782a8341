using System.Text.Json;

namespace KestrelTcp.FunctionalTests.Rpc;

/// <summary>Every method as the PHP packages call it.</summary>
public sealed class PhpClientTests : ServerTest
{
    [Fact]
    public async Task Every_method_answers_a_php_client()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Sections = RpcSetup.Sections });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=hello");
        var uuid = server.Log.Of(client)[0].Uuid;
        using var php = new PhpRpc(server);

        await ExpectAsync(php, "json informer.List true", "ok [\"tcp\"]");
        var workers = JsonDocument.Parse((await php.AskAsync("json informer.Workers \"tcp\""))[3..]).RootElement.GetProperty("workers");
        Assert.Equal(server.Workers().Order(), workers.EnumerateArray().Select(worker => worker.GetProperty("pid").GetInt32()).Order());
        Assert.All(workers.EnumerateArray(), worker => Assert.True(worker.GetProperty("memoryUsage").GetInt64() > 1 << 20));
        await ExpectAsync(php, "json informer.Workers \"http\"", "ok {\"workers\":null}");
        await ExpectAsync(php, "json informer.AddWorker \"tcp\"", "ok true");
        await Eventually.TrueAsync(() => server.Workers().Count == 3, "there are three workers");
        await ExpectAsync(php, "json informer.RemoveWorker \"tcp\"", "ok true");
        await Eventually.TrueAsync(() => server.Workers().Count == 2, "there are two workers");
        await ExpectAsync(php, "json resetter.List true", "ok [\"tcp\"]");
        var before = server.Workers();
        await ExpectAsync(php, "json resetter.Reset \"tcp\"", "ok true");
        Assert.Empty(server.Workers().Intersect(before));
        await ExpectAsync(php, "json resetter.Reset \"http\"", "error no such plugin: http");

        Assert.StartsWith("ok {\"version\":\"3\",", await php.AskAsync("raw rpc.Config true"), StringComparison.Ordinal);
        Assert.StartsWith("ok \"", await php.AskAsync("json rpc.Version true"), StringComparison.Ordinal);
        Assert.StartsWith("ok \"eyJ2ZXJzaW9uIjoiMyIs", await php.AskAsync("json rpc.Config true"), StringComparison.Ordinal);
        Assert.Matches("^ok [0-9]", await php.AskAsync("raw rpc.Version true"));
        await ExpectAsync(php, "proto status.Status 0a03746370", "ok 08c801");
        await ExpectAsync(php, "proto status.Ready 0a03746370", "ok 08c801");
        await ExpectAsync(php, "proto status.Status 0a0468747470", "error no such plugin: http");

        await ExpectAsync(php, """json metrics.Declare {"name":"seen","collector":{"namespace":"","subsystem":"","type":"counter","help":"x","labels":["who"],"buckets":[]}}""", "ok true");
        await ExpectAsync(php, """json metrics.Declare {"name":"seen","collector":{"type":"counter"}}""", "ok true");
        await ExpectAsync(php, """json metrics.Add {"name":"seen","value":3,"labels":["me"]}""", "ok true");
        Assert.Equal(3, (await server.MetricsAsync()).Sum("seen", ("who", "me")));
        await ExpectAsync(php, """json metrics.Add {"name":"seen","value":3,"labels":[]}""", "error required labels for collector seen");
        await ExpectAsync(php, """json metrics.Unregister "seen" """, "ok true");
        await ExpectAsync(php, """json metrics.Unregister "seen" """, "error undefined collector seen");
        await ExpectAsync(php, """json metrics.Declare {"name":"level","collector":{"type":"gauge","help":"x"}}""", "ok true");
        await ExpectAsync(php, """json metrics.Set {"name":"level","value":10,"labels":[]}""", "ok true");
        await ExpectAsync(php, """json metrics.Sub {"name":"level","value":2.5,"labels":[]}""", "ok true");
        Assert.Equal(7.5, (await server.MetricsAsync()).Sum("level"));
        await ExpectAsync(php, """json metrics.Declare {"name":"times","collector":{"type":"histogram","help":"x","buckets":[1,5]}}""", "ok true");
        await ExpectAsync(php, """json metrics.Observe {"name":"times","value":3,"labels":[]}""", "ok true");
        Assert.Equal(1, (await server.MetricsAsync()).Sum("times_count"));

        await ExpectAsync(php, "json app.Warning \"from the app\"", "ok true");
        await ExpectAsync(php, "json app.Log \"raw text\"", "ok true");
        foreach (var level in (string[])["Error", "Info", "Debug"])
        {
            await ExpectAsync(php, $"json app.{level} \"at {level}\"", "ok true");
        }

        foreach (var level in (string[])["Warning", "Info", "Debug", "Log"])
        {
            await ExpectAsync(php, $"proto app.{level}WithContext 0a0462616421120a0a026964120435363738", "ok ");
        }

        await ExpectAsync(php, "json app.ErrorWithContext true", "error rpc: app.ErrorWithContext takes protobuf, and the request says Json");
        await ExpectAsync(php, "proto app.ErrorWithContext 0a0462616421120a0a026964120431323334", "ok ");
        await Eventually.TrueAsync(
            () => server.Output.Contains("from the app") && server.Output.Contains("raw text") && server.Output.Contains("bad!") && server.Output.Contains("1234") && server.Output.Contains("5678") && server.Output.Contains("at Error") && server.Output.Contains("at Info"),
            "the application's records are in the log");

        await ExpectAsync(php, "proto kv.Set 0a0873657373696f6e7312060a0161120131", "ok ");
        await ExpectAsync(php, "proto kv.MGet 0a0873657373696f6e7312030a016112030a0162", "ok 0a060a0161120131");
        await ExpectAsync(php, "proto kv.MExpire 0a0873657373696f6e7312190a01611a14323039392d30312d33315431323a30303a30355a", "ok ");
        await ExpectAsync(php, "proto kv.TTL 0a0873657373696f6e7312030a0161", "ok 0a190a01611a14323039392d30312d33315431323a30303a30355a");
        await ExpectAsync(php, "proto kv.Has 0a0873657373696f6e7312030a0161", "ok 0a030a0161");
        await ExpectAsync(php, "proto kv.Delete 0a0873657373696f6e7312030a0161", "ok ");
        await ExpectAsync(php, "proto kv.MGet 0a0873657373696f6e7312030a0161", "ok ");
        await ExpectAsync(php, "proto kv.Clear 0a0873657373696f6e73", "ok ");
        await ExpectAsync(php, "proto kv.Has 0a0873657373696f6e7312030a0161", "ok ");
        await ExpectAsync(php, "proto kv.Has 0a046e6f6e6512030a0161", "error no such storage: none");
        await ExpectAsync(php, "proto lock.Lock 0a0172120161", "ok 0801");
        await ExpectAsync(php, "proto lock.Lock 0a0172120162", "ok ");
        await ExpectAsync(php, "proto lock.Exists 0a017212012a", "ok 0801");
        await ExpectAsync(php, "proto lock.UpdateTTL 0a017212016118808ece1c", "ok 0801");
        await ExpectAsync(php, "proto lock.Release 0a0172120161", "ok 0801");
        await ExpectAsync(php, "proto lock.LockRead 0a0172120162", "ok 0801");
        await ExpectAsync(php, "proto lock.ForceRelease 0a0172", "ok 0801");
        await ExpectAsync(php, "proto lock.Lock 0a0172", "error empty ID is not allowed");

        await ExpectAsync(php, "json no.Such true", "error rpc: can't find service no.Such");
        await ExpectAsync(php, "json tcp.Nope true", "error rpc: can't find method tcp.Nope");

        await ExpectAsync(php, $$"""json tcp.Send {"uuid":"{{uuid}}","body":"cHVzaGVkDQo="}""", "ok true");
        Assert.Equal("pushed\r\n", await client.ReadLineAsync());
        await ExpectAsync(php, """json tcp.Broadcast {"server":"main","body":"YWxsDQo="}""", "ok 1");
        Assert.Equal("all\r\n", await client.ReadLineAsync());
        Assert.Contains(uuid, await php.AskAsync("json tcp.Connections true"), StringComparison.Ordinal);
        await ExpectAsync(php, $"json tcp.Close \"{uuid}\"", "ok true");
        await client.WaitGoneAsync();
        await server.Log.WaitClosedAsync(client, "admin");
        await ExpectAsync(php, $"json tcp.Close \"{uuid}\"", "ok true");
    }

    private static async Task ExpectAsync(PhpRpc php, string call, string answer) =>
        Assert.Equal($"{call}: {answer}", $"{call}: {await php.AskAsync(call)}");
}
