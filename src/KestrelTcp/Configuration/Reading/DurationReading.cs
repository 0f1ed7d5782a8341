using System.Globalization;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Durations of a section.</summary>
internal static class DurationReading
{
    // What the timers of .NET take is a little more than this.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    public static TimeSpan Duration(this SectionReader section, string key, TimeSpan fallback, BareInteger bare)
    {
        if (section.Value(key) is not { } text)
            return fallback;

        if (text.StartsWith('-'))
        {
            section.Error(key, $"\"{text}\" is negative", "give a duration of 0 or more, such as 30s");
            return fallback;
        }

        if (!TryRead(section, key, text, bare, out var value))
            return fallback;

        if (value <= Longest)
            return value;

        section.Warn(key, $"{text} is longer than timers run; it is taken as 49 days", "give at most 1176h");
        return Longest;
    }

    /// <summary>As <see cref="Duration"/>; 0 means the default, as RoadRunner takes it.</summary>
    public static TimeSpan DurationOrDefault(this SectionReader section, string key, TimeSpan fallback)
    {
        var value = section.Duration(key, fallback, BareInteger.Nanoseconds);
        return value == TimeSpan.Zero ? fallback : value;
    }

    private static bool TryRead(SectionReader section, string key, string text, BareInteger bare, out TimeSpan value)
    {
        if (GoDuration.TryParse(text, out value))
            return true;

        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            section.Error(key, $"\"{text}\" is not a duration", "write numbers with units, such as 500ms, 30s, 1m or 1h30m");
            return false;
        }

        if (bare == BareInteger.Refused)
        {
            section.Error(key, $"the duration {text} has no unit", $"write {text}s for seconds, or another of ns, us, ms, s, m, h");
            return false;
        }

        var unit = bare == BareInteger.Seconds ? 1_000_000_000m : 1m;
        if (number > long.MaxValue / unit || !GoDuration.TryNanoseconds(number * unit, out value))
        {
            section.Error(key, $"the duration {text} is too long", "give at most 1176h");
            return false;
        }

        if (bare == BareInteger.Nanoseconds)
            section.Warn(key, $"{text} without a unit is nanoseconds, as in RoadRunner", $"write {text}s if seconds are meant, else {text}ns");

        return true;
    }
}
