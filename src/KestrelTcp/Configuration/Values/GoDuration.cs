using System.Buffers;
using System.Globalization;

namespace KestrelTcp.Configuration.Values;

/// <summary>Durations as Go writes them: <c>500ms</c>, <c>1h30m</c>, <c>1.5s</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Number = SearchValues.Create("0123456789.");

    // Longest first, so that "ms" is not read as minutes.
    private static readonly (string Unit, decimal Nanoseconds)[] Units =
    [
        ("ns", 1m), ("us", 1e3m), ("\u00b5s", 1e3m), ("\u03bcs", 1e3m), ("ms", 1e6m), ("s", 1e9m), ("m", 60e9m), ("h", 3600e9m),
    ];

    private static readonly (string Unit, long Ticks)[] Printed =
    [
        ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>Reads numbers with units. A bare 0 is a duration too; any other bare number is not.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        if (text == "0")
            return true;

        var rest = text.AsSpan();
        var nanoseconds = 0m;
        do
        {
            var digits = rest.IndexOfAnyExcept(Number);
            if (digits <= 0
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || !TryUnit(rest[digits..], out var unit, out var unitLength))
            {
                return false;
            }

            // Keeps the product far from decimal's end; what passes is checked against Go's range below.
            if (number > 1e13m)
                return false;

            nanoseconds += number * unit;
            rest = rest[(digits + unitLength)..];
        }
        while (!rest.IsEmpty);

        return TryNanoseconds(nanoseconds, out value);
    }

    /// <summary>False beyond what Go can hold (292 years). A part of a tick counts as one, so that no limit becomes "off".</summary>
    public static bool TryNanoseconds(decimal nanoseconds, out TimeSpan value)
    {
        var fits = nanoseconds is >= 0 and <= long.MaxValue;
        value = fits ? TimeSpan.FromTicks((long)decimal.Ceiling(nanoseconds / TimeSpan.NanosecondsPerTick)) : default;
        return fits;
    }

    /// <summary>The shortest text that reads back as the same duration.</summary>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";

        var text = "";
        var rest = value.Ticks;
        foreach (var (unit, ticks) in Printed)
        {
            if (rest >= ticks)
                text += (rest / ticks).ToString(CultureInfo.InvariantCulture) + unit;

            rest %= ticks;
        }

        return rest == 0 ? text : text + (rest * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture) + "ns";
    }

    private static bool TryUnit(ReadOnlySpan<char> text, out decimal nanoseconds, out int length)
    {
        foreach (var (unit, size) in Units)
        {
            if (text.StartsWith(unit, StringComparison.Ordinal))
            {
                (nanoseconds, length) = (size, unit.Length);
                return true;
            }
        }

        (nanoseconds, length) = (0, 0);
        return false;
    }
}
