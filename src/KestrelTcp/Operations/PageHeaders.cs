using Microsoft.AspNetCore.Http;

namespace KestrelTcp.Operations;

/// <summary>What keeps a browser from making more of an answer than it is, and other sites from reading it.</summary>
internal static class PageHeaders
{
    public static void Harden(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
