using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace KestrelTcp.Operations.Dashboard;

/// <summary><c>/</c>: one page with its style and its script within it; all that it shows it fetches from <c>/api</c>.</summary>
internal sealed class DashboardPage
{
    private readonly byte[] _page;
    private readonly string _policy;

    /// <param name="metrics">Whether <c>/metrics</c> is served beside it.</param>
    public DashboardPage(bool metrics)
    {
        var style = Resource("dashboard.css");
        var script = string.Join('\n', Resource("format.js"), Resource("table.js"), Resource("dashboard.js"));
        var text = Resource("dashboard.html")
            .Replace("/*style*/", style, StringComparison.Ordinal)
            .Replace("/*script*/", script, StringComparison.Ordinal);
        _page = Encoding.UTF8.GetBytes(metrics ? text : WithoutMetrics(text));

        // Nothing but these two runs or is applied, whatever text from outside should ever get into the page.
        _policy = $"default-src 'none'; style-src '{Hash(style)}'; script-src '{Hash(script)}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    public Task AnswerAsync(HttpContext context)
    {
        PageHeaders.Harden(context.Response);
        context.Response.Headers.ContentSecurityPolicy = _policy;
        return SideResponse.BytesAsync(context, StatusCodes.Status200OK, "text/html; charset=utf-8", _page);
    }

    private static string WithoutMetrics(string page) => string.Join('\n', page.Split('\n').Where(line => !line.Contains("\"/metrics\"", StringComparison.Ordinal)));

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Resource(string name)
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing from the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
