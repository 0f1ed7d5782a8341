using KestrelTcp.Operations.Api;
using KestrelTcp.Operations.Dashboard;
using KestrelTcp.Operations.Metrics;
using Microsoft.AspNetCore.Http;

namespace KestrelTcp.Operations;

/// <summary>What is answered where. Read-only: nothing here changes the service.</summary>
/// <param name="health">Null: this address has no <c>status</c> section.</param>
/// <param name="dashboard">Null as <paramref name="health"/>.</param>
/// <param name="api">Null as <paramref name="health"/>.</param>
/// <param name="metrics">Null: this address has no <c>metrics</c> section.</param>
internal sealed class SidePages(HealthCheck? health, DashboardPage? dashboard, ApiPages? api, MetricsPage? metrics)
{
    public async Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await SideResponse.TextAsync(context, StatusCodes.Status405MethodNotAllowed, "Only GET and HEAD are answered here.\n");
            return;
        }

        // Metrics alone on an address: every path serves them, as RoadRunner does.
        if (health is null)
        {
            await metrics!.AnswerAsync(context);
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/health" or "/livez":
                await ReportAsync(context, health.HealthAsync);
                break;
            case "/ready" or "/readyz":
                await ReportAsync(context, health.ReadyAsync);
                break;
            case "/metrics" when metrics is not null:
                await metrics.AnswerAsync(context);
                break;
            case "/" or "" or null:
                await GuardedAsync(context, dashboard!.AnswerAsync);
                break;
            case { } path when path == "/api" || path.StartsWith("/api/", StringComparison.Ordinal):
                await GuardedAsync(context, api!.AnswerAsync);
                break;
            default:
                await SideResponse.TextAsync(context, StatusCodes.Status404NotFound, "Not found.\n");
                break;
        }
    }

    private static Task GuardedAsync(HttpContext context, Func<HttpContext, Task> answer) =>
        LocalNames.Allow(context) ? answer(context) : SideResponse.TextAsync(context, StatusCodes.Status421MisdirectedRequest, LocalNames.Refusal);

    /// <summary>One entry for each plugin asked for that we have; no question means all of them.</summary>
    private static async Task ReportAsync(HttpContext context, Func<CancellationToken, Task<HealthReport>> check)
    {
        var asked = context.Request.Query.TryGetValue("plugin", out var plugins) ? plugins.Count(plugin => plugin == HealthCheck.Plugin) : 1;
        var reports = new List<HealthReport>();
        if (asked > 0)
        {
            var report = await check(context.RequestAborted);
            reports.AddRange(Enumerable.Repeat(report, asked));
        }

        await SideResponse.ReportAsync(context, reports);
    }
}
