using System.Text;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Rpc.Services;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

public sealed class MetricsServiceTests
{
    private readonly UserCollectors _collectors = new();
    private readonly RpcBench _bench;

    public MetricsServiceTests() => _bench = new RpcBench(new MetricsService(_collectors, NullLogger.Instance));

    [Fact]
    public async Task Collector_isDeclaredChangedAndRemoved()
    {
        Assert.Equal("true", await _bench.JsonAsync("metrics.Declare", """{"name":"a","collector":{"namespace":"n","type":"gauge","help":"h","labels":["l"],"buckets":[]}}"""));
        Assert.Equal("true", await _bench.JsonAsync("metrics.Add", """{"name":"a","value":5,"labels":["x"]}"""));
        Assert.Equal("true", await _bench.JsonAsync("metrics.Sub", """{"name":"a","value":2,"labels":["x"]}"""));
        Assert.Contains("n_a{l=\"x\"} 3", await PageAsync());
        Assert.Equal("true", await _bench.JsonAsync("metrics.Set", """{"name":"a","value":0.5,"labels":["x"]}"""));
        Assert.Contains("n_a{l=\"x\"} 0.5", await PageAsync());
        Assert.Equal("true", await _bench.JsonAsync("metrics.Unregister", "\"a\""));
        Assert.DoesNotContain("n_a", await PageAsync());
    }

    [Theory]
    [InlineData("""{"0.5":0.05,"0.9":0.01}""")]
    [InlineData("""[{"0.5":0.05},{"0.9":0.01}]""")]
    public async Task Summary_takesObjectivesInBothForms(string objectives)
    {
        await _bench.JsonAsync("metrics.Declare", $$$"""{"name":"s","collector":{"type":"summary","help":"h","objectives":{{{objectives}}}}}""");
        await _bench.JsonAsync("metrics.Observe", """{"name":"s","value":7}""");

        Assert.Contains("s{quantile=\"0.9\"} 7", await PageAsync());
    }

    [Fact]
    public async Task SecondDeclaration_isTrue_andChangesNothing()
    {
        Assert.Equal("true", await _bench.JsonAsync("metrics.Declare", """{"name":"a","collector":{"type":"gauge","help":"h"}}"""));
        Assert.Equal("true", await _bench.JsonAsync("metrics.Declare", """{"name":"a","collector":{"type":"counter","help":"h"}}"""));
        Assert.Equal("true", await _bench.JsonAsync("metrics.Set", """{"name":"a","value":1}"""));
    }

    [Theory]
    [InlineData("metrics.Add", """{"name":"none","value":1}""", "undefined collector none")]
    [InlineData("metrics.Add", """{"name":"labelled","value":1,"labels":[]}""", "required labels for collector labelled")]
    [InlineData("metrics.Set", """{"name":"labelled","value":1,"labels":["x"]}""", "does not support method `Set`")]
    [InlineData("metrics.Declare", """{"name":"b","collector":{"type":"dial"}}""", "unknown collector type dial")]
    [InlineData("metrics.Declare", """{"name":"b"}""", "takes a name and a collector")]
    [InlineData("metrics.Unregister", "\"none\"", "undefined collector none")]
    public async Task Mistake_isAnErrorWithItsText(string method, string argument, string text)
    {
        await _bench.JsonAsync("metrics.Declare", """{"name":"labelled","collector":{"type":"counter","help":"h","labels":["l"]}}""");

        Assert.Contains(text, await _bench.ErrorAsync(method, argument));
    }

    private async Task<string> PageAsync()
    {
        using var page = new MemoryStream();
        await _collectors.ExportAsync(page, CancellationToken.None);
        return Encoding.UTF8.GetString(page.ToArray());
    }
}
