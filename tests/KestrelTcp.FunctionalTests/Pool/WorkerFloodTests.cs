using System.Globalization;
using System.Text.RegularExpressions;

namespace KestrelTcp.FunctionalTests.Pool;

/// <summary>A worker that writes more than a hundred lines a second to stderr neither floods the log nor loses count.</summary>
public sealed partial class WorkerFloodTests : ServerTest
{
    [Fact]
    public async Task Lines_that_are_left_out_are_counted()
    {
        const int lines = 3000;
        var server = await StartAsync(Php.Obey());
        var client = await ConnectAsync(server);

        Assert.Equal("a\r\n", await client.AskAsync($"flood={lines};write=a"));
        await server.StopAsync();

        await Eventually.TrueAsync(() => server.Output.Contains("stopped in"), "the log is complete");
        var logged = server.Output.Count("flood of words");
        var cut = Cut().Matches(server.Output.Text).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        Assert.InRange(logged, 100, 500);
        Assert.Equal(lines, logged + cut);
    }

    [Fact]
    public async Task Flood_of_one_worker_does_not_cut_the_lines_of_another()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2, Pool = "dispatch: sticky" });
        var loud = await ConnectAsync(server);
        var quiet = await ConnectAsync(server);
        await loud.AskAsync("write=a");
        await quiet.AskAsync("write=a");

        await loud.AskAsync("flood=3000;write=a");
        await quiet.AskAsync("stderr=a quiet word;write=a");

        await server.Output.WaitAsync("a quiet word");
    }

    [GeneratedRegex(@"(\d+) lines of worker pid \d+ were left out")]
    private static partial Regex Cut();
}
