using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KestrelTcp.Operations;

/// <summary>Whole answers of the side endpoint; to HEAD the same without the body.</summary>
internal static class SideResponse
{
    public const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public static Task TextAsync(HttpContext context, int status, string text) => BytesAsync(context, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));

    public static Task ReportAsync(HttpContext context, IReadOnlyList<HealthReport> reports)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var report in reports)
            {
                json.WriteStartObject();
                json.WriteString("plugin_name", report.Plugin);
                json.WriteString("error_message", report.Error);
                json.WriteNumber("status_code", report.StatusCode);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        var status = reports.FirstOrDefault(report => report.StatusCode != StatusCodes.Status200OK)?.StatusCode ?? StatusCodes.Status200OK;
        return BytesAsync(context, status, "application/json", body.WrittenMemory);
    }

    public static async Task BytesAsync(HttpContext context, int status, string type, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = type;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
