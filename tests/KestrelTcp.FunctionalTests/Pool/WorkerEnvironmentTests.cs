namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>What a worker finds in its environment.</summary>
public sealed class WorkerEnvironmentTests : ServerTest
{
    [Theory]
    [InlineData("env: {app_mode: testing, Greeting: \"hello ${OUTER}\", PORT: 25}")]
    [InlineData("env:\n- app_mode: testing\n- Greeting: \"hello ${OUTER}\"\n- PORT: 25")]
    public async Task Variables_of_the_configuration_are_there_in_upper_case(string env)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Server = env, Environment = new() { ["OUTER"] = "outer" } });
        var client = await ConnectAsync(server);

        Assert.Equal("APP_MODE=testing\r\n", await client.AskAsync("env=APP_MODE"));
        Assert.Equal("GREETING=hello outer\r\n", await client.AskAsync("env=GREETING"));
        Assert.Equal("PORT=25\r\n", await client.AskAsync("env=PORT"));
        Assert.Equal("OUTER=outer\r\n", await client.AskAsync("env=OUTER"));
    }

    [Fact]
    public async Task Variables_of_the_protocol_are_there()
    {
        var server = await StartAsync(new ServerSetup
        {
            Command = Php.Obey(),
            Server = "relay: \"unix://@folder@/relay.sock\"",
            Sections = "rpc: {listen: 'tcp://127.0.0.1:@rpc@'}",
        });
        var client = await ConnectAsync(server);

        Assert.Equal($"RR_RELAY=unix://{server.Folder}/relay.sock\r\n", await client.AskAsync("env=RR_RELAY"));
        Assert.Equal($"RR_RPC=tcp://127.0.0.1:{server.Port("rpc")}\r\n", await client.AskAsync("env=RR_RPC"));
        Assert.Equal("RR_VERSION=2025.1.3\r\n", await client.AskAsync("env=RR_VERSION"));
        Assert.Equal("RR_MODE=tcp\r\n", await client.AskAsync("env=RR_MODE"));
        Assert.Matches(@"^KESTRELTCP_VERSION=\d+\.\d+\.\d+", await client.AskAsync("env=KESTRELTCP_VERSION"));
    }

    [Fact]
    public async Task Without_rpc_and_relay_a_worker_finds_pipes_and_no_rpc()
    {
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        Assert.Equal("RR_RELAY=pipes\r\n", await client.AskAsync("env=RR_RELAY"));
        Assert.Equal("RR_RPC=\r\n", await client.AskAsync("env=RR_RPC"));
    }
}
