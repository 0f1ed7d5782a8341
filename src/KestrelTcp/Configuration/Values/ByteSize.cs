using System.Globalization;

namespace KestrelTcp.Configuration.Values;

/// <summary>Sizes: <c>4096</c>, <c>64KB</c>, <c>10MB</c>, <c>1GiB</c>, <c>1.5M</c>. K, M and G are powers of 1024, whatever follows them.</summary>
internal static class ByteSize
{
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (end == 0
            || !decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || Factor(text[end..].Trim()) is not { } factor)
        {
            return false;
        }

        var whole = decimal.Abs(number) < 1e19m ? number * factor : decimal.MaxValue;
        var fits = decimal.Abs(whole) <= long.MaxValue && decimal.Truncate(whole) == whole;
        bytes = fits ? (long)whole : 0;
        return fits;
    }

    /// <summary>In the largest unit that leaves a whole number.</summary>
    public static string Format(long bytes)
    {
        ReadOnlySpan<(string, int)> units = [("GB", 30), ("MB", 20), ("KB", 10)];
        foreach (var (unit, shift) in units)
        {
            if (bytes != 0 && bytes % (1L << shift) == 0)
                return (bytes >> shift).ToString(CultureInfo.InvariantCulture) + unit;
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    private static long? Factor(string unit) => unit.ToUpperInvariant() switch
    {
        "" or "B" => 1,
        "K" or "KB" or "KIB" => 1L << 10,
        "M" or "MB" or "MIB" => 1L << 20,
        "G" or "GB" or "GIB" => 1L << 30,
        _ => null,
    };
}
