using System.Globalization;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Numbers, switches, words and sizes of a section.</summary>
internal static class ScalarReading
{
    public static long Integer(this SectionReader section, string key, long fallback, long min, long max)
    {
        if (section.Value(key) is not { } text)
            return fallback;

        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            section.Error(key, $"\"{text}\" is not a whole number", Range(min, max));
        else if (value < min || value > max)
            section.Error(key, $"{text} is out of range", Range(min, max));
        else
            return value;

        return fallback;
    }

    public static int Integer(this SectionReader section, string key, int fallback, int min, int max) =>
        (int)section.Integer(key, (long)fallback, min, max);

    public static bool Boolean(this SectionReader section, string key, bool fallback)
    {
        switch (section.Value(key)?.ToLowerInvariant())
        {
            case null:
                return fallback;
            case "true" or "yes" or "on" or "1":
                return true;
            case "false" or "no" or "off" or "0":
                return false;
            case var text:
                section.Error(key, $"\"{text}\" is not a switch", "write true or false");
                return fallback;
        }
    }

    /// <summary>One of a few words, in any case.</summary>
    public static T Choice<T>(this SectionReader section, string key, T fallback, IReadOnlyList<(string Word, T Value)> choices)
    {
        if (section.Value(key) is not { } text)
            return fallback;

        foreach (var (word, value) in choices)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        var words = string.Join(", ", choices.Select(choice => choice.Word).Take(choices.Count - 1));
        section.Error(key, $"\"{text}\" is not one of the values that it can have", $"use {words} or {choices[^1].Word}");
        return fallback;
    }

    /// <summary>Bytes, as an integer or with a unit; at least 1.</summary>
    public static long Size(this SectionReader section, string key, long fallback, long max)
    {
        if (section.Value(key) is not { } text)
            return fallback;

        if (!ByteSize.TryParse(text, out var bytes))
            section.Error(key, $"\"{text}\" is not a size", "give bytes, or a number with a unit such as 64KB, 10MB or 1GiB");
        else if (bytes <= 0)
            section.Error(key, $"the size must be more than 0, and it is {text}", fallback > 0 ? $"give at least 1; {ByteSize.Format(fallback)} is the default" : "give at least 1");
        else if (bytes > max)
            section.Error(key, $"{text} is too large", $"give at most {ByteSize.Format(max)}");
        else
            return bytes;

        return fallback;
    }

    /// <summary>An address; null when it is not given, empty or none (the last is told).</summary>
    public static ListenAddress? Address(this SectionReader section, string key)
    {
        if (section.Value(key) is not { } text)
            return null;

        var address = AddressParser.Parse(text, out var what, out var cure);
        if (address is null)
            section.Error(key, what, cure);

        return address;
    }

    private static string Range(long min, long max) => max switch
    {
        int.MaxValue or long.MaxValue => $"give a whole number from {min} on",
        _ => $"give a whole number from {min} to {max}",
    };
}
