namespace KestrelTcp.FunctionalTests.Side;

/// <summary>The repository's own .rr.yaml, with nothing but .NET.</summary>
public sealed class DefaultConfigurationTests : ServerTest
{
    [Fact]
    public async Task Echo_service_echoes()
    {
        var server = await StartDefaultAsync();
        var client = await ConnectAsync(server, "echo");

        Assert.Equal("hello\r\n", await client.AskAsync("hello"));
    }

    [Fact]
    public async Task Smtp_service_greets()
    {
        var server = await StartDefaultAsync();
        var client = await ConnectAsync(server);

        Assert.StartsWith("220 ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Echo_worker_keeps_hundred_connections_apart()
    {
        var server = await StartDefaultAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            using var client = await server.ConnectAsync("echo");
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal($"{number}-{i}\r\n", await client.AskAsync($"{number}-{i}"));
            }
        }));
    }

    [Fact]
    public async Task Stop_is_soon_and_leaves_no_worker()
    {
        var server = await StartDefaultAsync();

        var stop = await server.StopAsync();

        Assert.Equal(0, stop.ExitCode);
        Assert.InRange(stop.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
        await server.WaitNoWorkerLeftAsync();
    }

    [Fact]
    public async Task File_is_valid_without_a_warning()
    {
        var result = await CommandRun.RunAsync(Repository.Root, "validate");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("warn", result.All, StringComparison.OrdinalIgnoreCase);
    }
}
