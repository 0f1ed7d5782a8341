using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KestrelTcp.Operations.Api.Messages;
using KestrelTcp.Operations.Logging;
using Microsoft.AspNetCore.Http;

namespace KestrelTcp.Operations.Api;

/// <summary><c>/api/...</c>: the service as JSON. Every list is bounded.</summary>
internal sealed class ApiPages(IServiceView view, ServiceReports reports)
{
    private static readonly string[] Paths =
    [
        "/api/dashboard", "/api/overview", "/api/servers", "/api/pools", "/api/workers", "/api/connections", "/api/errors", "/api/history",
    ];

    public Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        return context.Request.Path.Value switch
        {
            "/api/dashboard" => Since(query) is { } since ? WriteAsync(context, reports.Dashboard(since), ApiJson.Default.Dashboard) : WrongAsync(context, SinceHelp),
            "/api/overview" => WriteAsync(context, reports.Overview(), ApiJson.Default.Overview),
            "/api/servers" => WriteAsync(context, reports.ServerList(), ApiJson.Default.ServerList),
            "/api/pools" => WriteAsync(context, reports.PoolList(), ApiJson.Default.PoolList),
            "/api/workers" => WriteAsync(context, reports.WorkerList(), ApiJson.Default.WorkerList),
            "/api/connections" => ConnectionsAsync(context),
            "/api/errors" => Limit(query, RecentRecords.Most) is { } limit ? WriteAsync(context, reports.Errors(limit), ApiJson.Default.ErrorList) : WrongAsync(context, LimitHelp),
            "/api/history" => Since(query) is { } since ? WriteAsync(context, reports.History(since), ApiJson.Default.History) : WrongAsync(context, SinceHelp),
            _ => WriteAsync(context, new ApiError("there is no such path", Paths), ApiJson.Default.ApiError, StatusCodes.Status404NotFound),
        };
    }

    private const string LimitHelp = "limit has to be a number from 1 up";

    private const string SinceHelp = "since has to be milliseconds since 1970: the last of the times in an earlier answer's history";

    private Task ConnectionsAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (Limit(query, ConnectionListing.Most) is not { } limit)
            return WrongAsync(context, LimitHelp);
        if (!ConnectionListing.Orders.TryGetValue(Text(query, "sort") ?? "newest", out var order))
            return WrongAsync(context, $"sort has to be one of {string.Join(", ", ConnectionListing.Orders.Keys)}");
        var server = Text(query, "server");
        if (server is not null && view.Servers().All(one => one.Options.Name != server))
            return WrongAsync(context, $"there is no server of that name; there are {string.Join(", ", view.Servers().Select(one => one.Options.Name))}");
        return WriteAsync(context, ConnectionListing.Of(view.Connections(server), order, limit), ApiJson.Default.ConnectionList);
    }

    private static Task WrongAsync(HttpContext context, string why) =>
        WriteAsync(context, new ApiError(why, null), ApiJson.Default.ApiError, StatusCodes.Status400BadRequest);

    private static string? Text(IQueryCollection query, string key) => query.TryGetValue(key, out var values) && values is [{ Length: > 0 } text, ..] ? text : null;

    /// <summary>Null: it cannot be used.</summary>
    private static int? Limit(IQueryCollection query, int most) => Text(query, "limit") switch
    {
        null => most,
        var text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? (int)Math.Min(number, most) : null,
    };

    /// <summary>Null: it cannot be used.</summary>
    private static long? Since(IQueryCollection query) => Text(query, "since") switch
    {
        null => 0,
        var text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    {
        PageHeaders.Harden(context.Response);
        return SideResponse.BytesAsync(context, status, "application/json", JsonSerializer.SerializeToUtf8Bytes(value, type));
    }
}
