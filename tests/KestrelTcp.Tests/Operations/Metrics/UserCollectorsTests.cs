using System.Text;
using KestrelTcp.Configuration;
using KestrelTcp.Operations.Metrics;
using Xunit;

namespace KestrelTcp.Tests.Operations.Metrics;

public sealed class UserCollectorsTests
{
    private readonly UserCollectors _collectors = new();

    [Fact]
    public async Task Counter_withoutLabels_isShownAtZeroAndAddsUp()
    {
        _collectors.Declare("mails", new CollectorOptions { Type = "counter", Namespace = "app", Subsystem = "smtp", Help = "Mails." });
        Assert.Equal("# HELP app_smtp_mails Mails.\n# TYPE app_smtp_mails counter\napp_smtp_mails 0\n", await TextAsync());
        _collectors.Add("mails", 2);
        _collectors.Add("mails", 0.5);
        Assert.Contains("app_smtp_mails 2.5\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gauge_withLabels_isSetAddedToAndSubtractedFrom()
    {
        _collectors.Declare("load", new CollectorOptions { Type = "gauge", Labels = ["host", "zone"] });
        _collectors.Set("load", 5, ["a", "x\"\n"]);
        _collectors.Add("load", 2, ["a", "x\"\n"]);
        _collectors.Sub("load", 1, ["b", "y"]);
        var text = await TextAsync();
        Assert.Contains("load{host=\"a\",zone=\"x\\\"\\n\"} 7\n", text, StringComparison.Ordinal);
        Assert.Contains("load{host=\"b\",zone=\"y\"} -1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Histogram_hasItsBuckets()
    {
        _collectors.Declare("size", new CollectorOptions { Type = "histogram", Buckets = [1, 10] });
        _collectors.Observe("size", 5);
        Assert.Equal(["size_sum 5", "size_count 1", "size_bucket{le=\"1\"} 0", "size_bucket{le=\"10\"} 1", "size_bucket{le=\"+Inf\"} 1"], await SamplesAsync());
    }

    [Fact]
    public async Task Histogram_withoutBuckets_hasThoseOfGo()
    {
        _collectors.Declare("time", new CollectorOptions { Type = "histogram" });
        Assert.Equal(["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"],
            (await SamplesAsync()).Where(line => line.Contains("le=", StringComparison.Ordinal)).Select(line => line.Split('"')[1]));
    }

    [Fact]
    public async Task Summary_hasItsObjectives()
    {
        _collectors.Declare("wait", new CollectorOptions { Type = "summary", Labels = ["q"], Objectives = [(0.5, 0.05)] });
        _collectors.Observe("wait", 3, ["a"]);
        Assert.Equal(["wait_sum{q=\"a\"} 3", "wait_count{q=\"a\"} 1", "wait{q=\"a\",quantile=\"0.5\"} 3"], await SamplesAsync());
    }

    [Fact]
    public async Task Unregister_removesItAndTheNameIsFreeAgain()
    {
        _collectors.Declare("x", new CollectorOptions { Type = "counter" });
        _collectors.Add("x", 4);
        _collectors.Unregister("x");
        Assert.Empty(await TextAsync());
        _collectors.Declare("x", new CollectorOptions { Type = "gauge" });
        Assert.Contains("# TYPE x gauge\nx 0\n", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownName_isUndefined()
    {
        Fails("undefined collector x, try first Declare the desired collector", () => _collectors.Add("x", 1));
        Fails("undefined collector x", () => _collectors.Sub("x", 1));
        Fails("undefined collector x", () => _collectors.Set("x", 1));
        Fails("undefined collector x", () => _collectors.Observe("x", 1));
        Fails("undefined collector x", () => _collectors.Unregister("x"));
    }

    [Theory]
    [InlineData("counter", "Add")]
    [InlineData("gauge", "Add Sub Set")]
    [InlineData("histogram", "Observe")]
    [InlineData("summary", "Observe")]
    public void Type_supportsItsMethodsOnly(string type, string supported)
    {
        _collectors.Declare("x", new CollectorOptions { Type = type });
        foreach (var (method, call) in ((string, Action)[])[("Add", () => _collectors.Add("x", 1)), ("Sub", () => _collectors.Sub("x", 1)), ("Set", () => _collectors.Set("x", 1)), ("Observe", () => _collectors.Observe("x", 1))])
        {
            if (supported.Split(' ').Contains(method))
                call();
            else
                Fails($"collector `x` does not support method `{method}`", call);
        }
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("gauge")]
    public void LabelledCollector_wantsItsLabels(string type)
    {
        _collectors.Declare("x", new CollectorOptions { Type = type, Labels = ["a", "b"] });
        Fails("required labels for collector x", () => _collectors.Add("x", 1));
        Fails("inconsistent label cardinality: collector x has 2 labels but got 1 values", () => _collectors.Add("x", 1, ["1"]));
        _collectors.Add("x", 1, ["1", "2"]);
    }

    [Fact]
    public void Counter_neverGoesDown()
    {
        _collectors.Declare("x", new CollectorOptions { Type = "counter" });
        Fails("collector x: a counter cannot decrease in value", () => _collectors.Add("x", -1));
        Fails("collector x: a counter cannot decrease in value", () => _collectors.Add("x", double.NaN));
    }

    [Theory]
    [InlineData("x", "", "x")]
    [InlineData("x", "app", "app_x")]
    [InlineData("rr_tcp_connections", "", "x")]
    [InlineData("total_workers", "rr_tcp", "x")]
    [InlineData("process_open_fds", "", "x")]
    public void NameInUse_isRefused(string name, string space, string first)
    {
        _collectors.Declare(first, new CollectorOptions { Type = "counter" });
        Fails($"tried to register existing collector with the name `{name}`", () => _collectors.Declare(name, new CollectorOptions { Type = "counter", Namespace = space }));
    }

    [Theory]
    [InlineData("x", "pie", "label")]
    [InlineData("no-dashes", "counter", "label")]
    [InlineData("x", "counter", "no-dashes")]
    public void WrongDeclaration_isRefusedAndLeavesNothing(string name, string type, string label)
    {
        Assert.Throws<CollectorException>(() => _collectors.Declare(name, new CollectorOptions { Type = type, Labels = [label] }));
        Fails($"undefined collector {name}", () => _collectors.Unregister(name));
    }

    [Fact]
    public void FallingBuckets_areRefused() =>
        Assert.Throws<CollectorException>(() => _collectors.Declare("x", new CollectorOptions { Type = "histogram", Buckets = [2, 1] }));

    [Fact]
    public void Configuration_withAWrongCollector_isAStartupError()
    {
        var declared = new Dictionary<string, CollectorOptions> { ["x"] = new() { Type = "pie" } };
        Assert.Equal("metrics.collect.x: unknown collector type pie. Cure: correct the declaration or remove it.", Assert.Throws<StartupException>(() => new UserCollectors(declared)).Message);
    }

    private static void Fails(string message, Action call) => Assert.Equal(message, Assert.Throws<CollectorException>(call).Message);

    private async Task<string> TextAsync()
    {
        using var text = new MemoryStream();
        await _collectors.ExportAsync(text, CancellationToken.None);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private async Task<IEnumerable<string>> SamplesAsync() => (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');
}
