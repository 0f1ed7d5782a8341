using System.Text.RegularExpressions;

namespace KestrelTcp.FunctionalTests.Answers;

/// <summary>What a worker is told about an event, and finds in its environment.</summary>
public sealed partial class EventContextTests : ServerTest
{
    [Fact]
    public async Task Context_has_the_four_keys_in_their_order()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        Assert.Matches(FourKeys(), await client.AskAsync("json"));
        Assert.Equal(client.LocalAddress + "\r\n", await client.AskAsync("addr"));
    }

    [Fact]
    public async Task Server_name_is_in_lower_case()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Servers = "SMTP: {addr: '127.0.0.1:@second@'}" });
        var client = await ConnectAsync(server, "second");

        Assert.Contains("\"server\":\"smtp\"", await client.AskAsync("json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uuid_is_one_for_a_connection_and_differs_between_two()
    {
        var server = await StartAsync(Php.Obey());
        var first = await ConnectAsync(server);
        var second = await ConnectAsync(server);

        await first.AskAsync("write=a");
        await first.AskAsync("write=b");
        await second.AskAsync("write=c");

        var uuid = Assert.Single(server.Log.Of(first).Select(e => e.Uuid).Distinct());
        Assert.NotEqual(uuid, server.Log.Of(second)[0].Uuid);
    }

    [Fact]
    public async Task Closed_event_has_the_configured_text()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Tcp = "closed_event: CLOSED" });
        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");

        client.Dispose();

        await server.Log.WaitAsync("CLOSED", 1);
    }

    [Fact]
    public async Task Worker_finds_its_environment()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Server = "env:\n  from_file: \"a value, with a comma\"",
            Environment = { ["FROM_OUTSIDE"] = "inherited" },
        });
        var client = await ConnectAsync(server);

        foreach (var entry in new[] { "RR_MODE=tcp", "RR_RELAY=pipes", "RR_VERSION=2025.1.3", "FROM_FILE=a value, with a comma", "FROM_OUTSIDE=inherited" })
        {
            Assert.Equal($"{entry}\r\n", await client.AskAsync($"env={entry.Split('=')[0]}"));
        }
    }

    [GeneratedRegex("""^\{"remote_addr":"127\.0\.0\.1:\d+","server":"main","uuid":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}","event":"DATA"\}\r\n$""")]
    private static partial Regex FourKeys();
}
