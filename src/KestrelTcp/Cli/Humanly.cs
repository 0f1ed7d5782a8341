using System.Globalization;
using KestrelTcp.Rpc;

namespace KestrelTcp.Cli;

/// <summary>Numbers as people read them.</summary>
internal static class Humanly
{
    public static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + " %";

    public static string Size(long bytes)
    {
        ReadOnlySpan<string> units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 9.95 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => $"{(long)time.TotalSeconds}s",
        { TotalMinutes: < 60 } => $"{time.Minutes}m{time.Seconds:00}s",
        { TotalHours: < 24 } => $"{time.Hours}h{time.Minutes:00}m",
        _ => $"{(long)time.TotalDays}d{time.Hours:00}h",
    };

    /// <summary>Since a time in nanoseconds since 1970.</summary>
    public static TimeSpan Age(long created)
    {
        var age = DateTime.UtcNow - UnixTime.FromNanoseconds(created);
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    public static string Ago(long created)
    {
        var age = Age(created);
        var (count, unit) = age switch
        {
            { TotalSeconds: < 1 } => (0, ""),
            { TotalMinutes: < 1 } => ((int)age.TotalSeconds, "second"),
            { TotalHours: < 1 } => ((int)age.TotalMinutes, "minute"),
            { TotalDays: < 1 } => ((int)age.TotalHours, "hour"),
            _ => ((int)age.TotalDays, "day"),
        };
        return count == 0 ? "now" : $"{count} {unit}{(count == 1 ? "" : "s")} ago";
    }
}
