using System.Globalization;
using System.Text;

namespace KestrelTcp.Configuration;

/// <summary>Writes keys and values as YAML that this program reads back.</summary>
internal sealed class YamlPrinter(TextWriter writer)
{
    private int _depth;

    /// <summary>A key with others below it; disposing the result ends it.</summary>
    public Level Section(string key)
    {
        Line($"{Plain(key)}:");
        _depth++;
        return new Level(this);
    }

    public void Value(string key, bool value) => Line($"{Plain(key)}: {(value ? "true" : "false")}");

    public void Value(string key, long value) => Line($"{Plain(key)}: {value.ToString(CultureInfo.InvariantCulture)}");

    public void Value(string key, string value) => Line($"{Plain(key)}: {Text(value)}");

    /// <summary>A word or number that needs no quotes.</summary>
    public void Word(string key, string value) => Line($"{Plain(key)}: {value}");

    public void List(string key, IEnumerable<string> values) => Line($"{Plain(key)}: [{string.Join(", ", values.Select(Text))}]");

    public void List(string key, IEnumerable<double> values) =>
        Line($"{Plain(key)}: [{string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]");

    /// <summary>A text in double quotes. Dollar signs are doubled, because a variable would be expanded again.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '$' => "$$",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static string Plain(string key) =>
        key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Text(key).Replace("$$", "$", StringComparison.Ordinal);

    private void Line(string text) => writer.WriteLine(new string(' ', 2 * _depth) + text);

    /// <summary>An open section.</summary>
    public readonly struct Level(YamlPrinter printer) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => printer._depth--;
    }
}
