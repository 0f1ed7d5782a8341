using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace KestrelTcp.FunctionalTests.Side;

/// <summary>The page that people look at, in a browser.</summary>
public sealed partial class DashboardTests : ServerTest
{
    private const string _attack = "error <img src=x onerror=\"document.body.dataset.hacked=1\"><script>document.body.dataset.hacked=1</script>";

    [Fact]
    public async Task Dashboard_is_one_page_without_outside_resources()
    {
        var server = await StartAsync(Php.Echo);

        var (status, body) = await server.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<html", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(OutsideResource(), body);
    }

    [Fact]
    public async Task Page_shows_servers_and_workers_and_follows_them()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Obey(), Workers = 2 });
        await using var browser = await OpenAsync(server);

        await browser.WaitAsync("document.getElementById('state').textContent === 'Serving'");
        await browser.WaitAsync(Has("servers", "main", $"127.0.0.1:{server.Port("main")}", "0 open"));
        await browser.WaitAsync(Has("workers", [.. server.Workers().Select(pid => pid.ToString(CultureInfo.InvariantCulture))]));

        var client = await ConnectAsync(server);
        await client.AskAsync("write=a");
        await browser.WaitAsync(Has("servers", "1 open", "2 in all"));

        await browser.EvaluateAsync("document.querySelector('#connections summary').click()");
        await browser.WaitAsync(Has("connection-rows", client.LocalAddress, "waiting"));
        Assert.Empty(browser.Errors);
        Assert.All(browser.Requests, request => Assert.Matches($"^(data:|http://127.0.0.1:{server.Port("status")}/)", request));
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        var server = await StartAsync(Php.Obey());
        await using var browser = await OpenAsync(server);
        var client = await ConnectAsync(server);

        await client.SendAsync($"stderr={_attack}\r\n");

        await browser.WaitAsync("document.querySelector('#stderr tbody').textContent.includes('<img src=x onerror=') && document.querySelector('#stderr tbody').textContent.includes('<script>')");
        Assert.Equal("0", await browser.EvaluateAsync("document.querySelectorAll('img, tbody script').length"));
        Assert.Equal("", await browser.EvaluateAsync("document.body.dataset.hacked ?? ''"));
    }

    [Fact]
    public async Task Page_says_that_the_server_is_gone_and_comes_back_by_itself()
    {
        var server = await StartAsync(Php.Obey());
        await using var browser = await OpenAsync(server);
        await browser.WaitAsync(Has("servers", "main"));
        Assert.Empty(browser.Errors);

        await server.StopAsync();
        await browser.WaitAsync("/^No answer since \\d\\d:\\d\\d:\\d\\d, trying again/.test(document.getElementById('gone').textContent)");
        Assert.NotEqual("none", await browser.EvaluateAsync("getComputedStyle(document.getElementById('gone')).display"));

        var again = await StartAsync(new ServerSetup { Command = Php.Obey(), Ports = { ["status"] = server.Port("status") } });
        await browser.WaitAsync("document.getElementById('gone').textContent === '' && document.title.startsWith('KestrelTcp')");
        await browser.WaitAsync(Has("workers", Assert.Single(again.Workers()).ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Page_says_who_is_down_and_since_when()
    {
        var server = await StartAsync(new ServerSetup { Command = Php.Start("broken-while", "broken") });
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "broken"), "");
        await using var browser = await OpenAsync(server);

        UnixProcess.Send(Assert.Single(server.Workers()), Signal.Kill);

        await browser.WaitAsync("document.getElementById('state').textContent === 'Down' && document.getElementById('problem').textContent === 'pool tcp has no worker'");
        await browser.WaitAsync("/^since \\d\\d:\\d\\d:\\d\\d, for \\d/.test(document.getElementById('since').textContent)");
        await browser.WaitAsync("document.querySelectorAll('#errors tbody tr').length > 0");
        File.Delete(Path.Combine(server.Folder, "broken"));
    }

    private static async Task<Browser> OpenAsync(ServerProcess server)
    {
        var browser = await Browser.StartAsync();
        await browser.OpenAsync($"http://127.0.0.1:{server.Port("status")}/");
        return browser;
    }

    private static string Has(string table, params string[] texts) =>
        string.Join(" && ", texts.Select(text => $"document.querySelector('#{table} tbody').textContent.includes('{text}')"));

    [GeneratedRegex("""(src|href)="(https?:)?//|@import|url\(""", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideResource();
}
