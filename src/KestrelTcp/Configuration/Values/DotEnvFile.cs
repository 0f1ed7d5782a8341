using System.Text;

namespace KestrelTcp.Configuration.Values;

/// <summary>A file of <c>KEY=VALUE</c> lines: comments, quotes, <c>export</c>, and values over several lines in quotes.</summary>
internal static class DotEnvFile
{
    /// <summary>The variables in the file; lines that are none are told with their number (from 1).</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text, Action<int, string> problem)
    {
        var variables = new Dictionary<string, string>();
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;

            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line["export ".Length..].TrimStart();

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : line[..equals].TrimEnd();
            if (!IsName(name))
            {
                problem(i + 1, equals < 0 ? "there is no = in this line" : $"\"{name}\" is not the name of a variable");
                continue;
            }

            var value = line[(equals + 1)..].TrimStart();
            if (value is ['"' or '\'', ..])
            {
                var first = i;
                // A quoted value goes on until its quote, over as many lines as it takes.
                var rest = string.Join('\n', lines.Skip(i + 1).Prepend(lines[i][(lines[i].IndexOf('=', StringComparison.Ordinal) + 1)..].TrimStart()));
                if (Quoted(rest, out var used) is not { } quoted)
                {
                    problem(first + 1, "the quote is never closed");
                    continue;
                }

                variables[name] = quoted;
                i += rest.AsSpan(0, used).Count('\n');
                continue;
            }

            variables[name] = WithoutComment(value);
        }

        return variables;
    }

    // Null when the closing quote is missing. Single quotes take everything as it is.
    private static string? Quoted(string text, out int used)
    {
        var value = new StringBuilder();
        for (used = 1; used < text.Length; used++)
        {
            var c = text[used];
            if (c == text[0])
                return value.ToString();

            if (c == '\\' && text[0] == '"' && used + 1 < text.Length)
                value.Append(Escaped(text[++used]));
            else
                value.Append(c);
        }

        return null;
    }

    private static string Escaped(char c) => c switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '"' or '\\' or '$' => c.ToString(),
        _ => "\\" + c,
    };

    private static string WithoutComment(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '#' && (i == 0 || char.IsWhiteSpace(value[i - 1])))
                return value[..i].TrimEnd();
        }

        return value;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
