using System.Text;
using KestrelTcp.Tests.Operations.Metrics;
using Prometheus;

namespace KestrelTcp.Tests.Ingress.Counting;

/// <summary>What a scraper gets of a registry.</summary>
internal static class Scrape
{
    public static async Task<Dictionary<string, double>> OfAsync(CollectorRegistry registry)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text);
        return new PrometheusText(Encoding.UTF8.GetString(text.ToArray())).Samples;
    }
}
