using System.Text;

namespace KestrelTcp.Configuration.Reading;

/// <summary>A server's <c>delimiter</c> or <c>delimiter_hex</c>.</summary>
internal static class DelimiterReading
{
    public static ReadOnlyMemory<byte> Delimiter(this SectionReader section, ReadOnlyMemory<byte> fallback)
    {
        var hex = section.Value("delimiter_hex");
        if (section.Text("delimiter") is not { } text)
            return hex is null ? EmptyHex(section, fallback) : FromHex(section, hex, fallback);

        if (section.Has("delimiter_hex"))
            section.Error("delimiter_hex", "delimiter is given too", "keep one of the two");

        if (text.Length == 0)
            section.Error("delimiter", "the delimiter is empty", "give at least one byte, such as \"\\r\\n\" (the default); for binary ones use delimiter_hex");

        return text.Length == 0 ? fallback : Encoding.UTF8.GetBytes(text);
    }

    private static ReadOnlyMemory<byte> EmptyHex(SectionReader section, ReadOnlyMemory<byte> fallback)
    {
        if (section.Has("delimiter_hex"))
            section.Error("delimiter_hex", "the delimiter is empty", "give at least one byte, such as \"00\"");

        return fallback;
    }

    private static ReadOnlyMemory<byte> FromHex(SectionReader section, string hex, ReadOnlyMemory<byte> fallback)
    {
        if (hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(hex);

        section.Error("delimiter_hex", $"\"{hex}\" is not bytes in hexadecimal", "give two digits for each byte, such as \"0d0a\"");
        return fallback;
    }
}
