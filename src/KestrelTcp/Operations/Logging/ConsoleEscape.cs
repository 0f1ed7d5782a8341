using System.Globalization;
using System.Text;

namespace KestrelTcp.Operations.Logging;

/// <summary>Makes text from outside harmless on a terminal and in a file of lines: control and direction characters become escapes.</summary>
internal static class ConsoleEscape
{
    public static StringBuilder Append(StringBuilder target, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var plain = 0;
            while (plain < text.Length && !Harmful(text[plain]))
                plain++;
            target.Append(text[..plain]);
            if (plain == text.Length)
                break;
            _ = text[plain] switch
            {
                '\n' => target.Append("\\n"),
                '\r' => target.Append("\\r"),
                '\t' => target.Append("\\t"),
                var other when other < 0x100 => target.Append(CultureInfo.InvariantCulture, $"\\x{(int)other:x2}"),
                var other => target.Append(CultureInfo.InvariantCulture, $"\\u{(int)other:x4}"),
            };
            text = text[(plain + 1)..];
        }

        return target;
    }

    // U+2028 and U+2029 end lines for some readers; the others turn the direction of what follows.
    private static bool Harmful(char c) =>
        char.IsControl(c) || c is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f';
}
