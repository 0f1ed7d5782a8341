using Microsoft.AspNetCore.Http;
using Prometheus;

namespace KestrelTcp.Operations.Metrics;

/// <summary><c>/metrics</c>: the service's metrics, then the application's, as one Prometheus text.</summary>
internal sealed class MetricsPage(CollectorRegistry registry, ServiceMetrics service, UserCollectors collectors)
{
    /// <summary>Whatever the client says it accepts: OpenMetrics would give the counters other names.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        service.Update();
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, ExpositionFormat.PrometheusText, context.RequestAborted);
        await collectors.ExportAsync(text, context.RequestAborted);
        await SideResponse.BytesAsync(context, StatusCodes.Status200OK, SideResponse.MetricsType, text.GetBuffer().AsMemory(0, (int)text.Length));
    }
}
