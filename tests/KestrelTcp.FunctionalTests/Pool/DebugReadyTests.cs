namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>A server with debug has no worker between events, and is ready all the same.</summary>
public sealed class DebugReadyTests : ServerTest
{
    [Fact]
    public async Task Debug_server_stays_ready_while_nothing_happens()
    {
        var server = Launch(new ServerSetup { Command = Php.Obey(), Pool = "debug: true" });
        await server.Output.WaitAsync("serves main on");

        await server.WaitNoWorkerLeftAsync();

        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.GetAsync("/ready")).Status);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
    }
}
