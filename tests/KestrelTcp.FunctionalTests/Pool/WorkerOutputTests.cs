namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>What workers write to stderr is in the server's log, line by line.</summary>
public sealed class WorkerOutputTests : ServerTest
{
    [Fact]
    public async Task Lines_are_records_with_the_pid()
    {
        var (server, client) = await StartObeyAsync();

        await client.AskAsync("stderr=first line;stderr=second line;write=a");

        await server.Output.WaitAsync("first line");
        await server.Output.WaitAsync("second line");
        var line = server.Output.Text.Split('\n').Single(text => text.Contains("first line", StringComparison.Ordinal));
        Assert.DoesNotContain("second line", line, StringComparison.Ordinal);
        Assert.Contains(server.Log.Of(client)[0].Pid.ToString(System.Globalization.CultureInfo.InvariantCulture), line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ERROR it broke", "it broke", "error")]
    [InlineData("[php WARNING] look out here", "look out here", "warn")]
    [InlineData("""{"level":"error","message":"json broke"}""", "json broke", "error")]
    [InlineData("plain words", "plain words", "info")]
    public async Task Level_of_a_line_is_kept(string written, string text, string level)
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Logs = "mode: production\nlevel: debug" });
        var client = await ConnectAsync(server);

        await client.AskAsync($"stderr={written};write=a");

        await server.Output.WaitAsync(text);
        var line = server.Output.Text.Split('\n').First(record => record.Contains(text, StringComparison.Ordinal));
        Assert.Contains($"\"level\":\"{level}\"", line, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Flood_is_cut_and_counted()
    {
        var (server, client) = await StartObeyAsync();

        Assert.Equal("a\r\n", await client.AskAsync("flood=5000;write=a"));

        await server.Output.WaitAsync("flood of words");
        await server.StopAsync();
        Assert.InRange(server.Output.Count("flood of words"), 50, 1000);
    }

    private async Task<(ServerProcess Server, RawClient Client)> StartObeyAsync()
    {
        var server = await StartAsync(Php.Obey());
        return (server, await ConnectAsync(server));
    }
}
