using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace KestrelTcp.Operations;

/// <summary>
/// Bounds of the side endpoint, so that whoever asks it cannot eat the descriptors and memory of the service: our defaults, then
/// <c>Kestrel:Limits</c> of appsettings.json.
/// </summary>
internal static class SideLimits
{
    private const string Section = "Kestrel:Limits:";

    /// <exception cref="StartupException">A value cannot be read.</exception>
    public static void Apply(KestrelServerLimits limits, IConfiguration? settings)
    {
        limits.MaxConcurrentConnections = Number(settings, "MaxConcurrentConnections") ?? 256;
        limits.MaxRequestBodySize = Number(settings, "MaxRequestBodySize") ?? 64 << 10;
        limits.MaxRequestHeadersTotalSize = (int)(Number(settings, "MaxRequestHeadersTotalSize") ?? 32 << 10);
        limits.KeepAliveTimeout = Time(settings, "KeepAliveTimeout") ?? TimeSpan.FromSeconds(30);
        limits.RequestHeadersTimeout = Time(settings, "RequestHeadersTimeout") ?? TimeSpan.FromSeconds(10);
    }

    private static long? Number(IConfiguration? settings, string key) => settings?[Section + key] switch
    {
        null or "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        var text => throw Unreadable(key, text, "a number above 0, as 256"),
    };

    private static TimeSpan? Time(IConfiguration? settings, string key) => settings?[Section + key] switch
    {
        null or "" => null,
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero => time,
        var text => throw Unreadable(key, text, "a time as hours:minutes:seconds, as 00:00:30"),
    };

    private static StartupException Unreadable(string key, string text, string wanted) =>
        new($"{HostSettings.FileName} {Section}{key}: '{text}' cannot be used. Cure: write {wanted}.");
}
