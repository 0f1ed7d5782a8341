using System.Text;

namespace KestrelTcp.Configuration.Values;

/// <summary>Expands <c>${VAR}</c>, <c>$VAR</c>, <c>${VAR:-default}</c> and <c>$$</c> in a text.</summary>
internal sealed class VariableExpander(IReadOnlyDictionary<string, string> variables)
{
    public Expansion Expand(string text)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return new Expansion(text, false, [], null);

        var result = new StringBuilder();
        var unset = new List<string>();
        var problem = Expand(text, result, unset);
        return new Expansion(result.ToString(), true, unset, problem);
    }

    private string? Expand(ReadOnlySpan<char> text, StringBuilder result, List<string> unset)
    {
        while (text.IndexOf('$') is var dollar and >= 0)
        {
            result.Append(text[..dollar]);
            text = text[(dollar + 1)..];
            if (text.StartsWith("$", StringComparison.Ordinal))
            {
                result.Append('$');
                text = text[1..];
            }
            else if (text.StartsWith("{", StringComparison.Ordinal))
            {
                var end = ClosingBrace(text);
                if (end < 0)
                    return "\"${\" has no closing brace";

                if (Braced(text[1..end], result, unset) is { } problem)
                    return problem;

                text = text[(end + 1)..];
            }
            else if (NameLength(text) is var length and > 0)
            {
                Put(text[..length].ToString(), null, result, unset);
                text = text[length..];
            }
            else
            {
                // "$1" or a dollar at the end names no variable: it stays.
                result.Append('$');
            }
        }

        result.Append(text);
        return null;
    }

    private string? Braced(ReadOnlySpan<char> inner, StringBuilder result, List<string> unset)
    {
        var length = NameLength(inner);
        var after = inner[length..];
        if (length == 0 || (!after.IsEmpty && !after.StartsWith(":-", StringComparison.Ordinal)))
            return $"\"${{{inner}}}\" is not ${{NAME}} or ${{NAME:-default}}";

        var name = inner[..length].ToString();
        if (after.IsEmpty || (variables.TryGetValue(name, out var value) && value.Length > 0))
        {
            Put(name, after.IsEmpty ? null : "", result, unset);
            return null;
        }

        // A default may itself hold variables.
        return Expand(after[2..], result, unset);
    }

    private void Put(string name, string? fallback, StringBuilder result, List<string> unset)
    {
        if (variables.TryGetValue(name, out var value))
            result.Append(value);
        else if (fallback is null)
            unset.Add(name);
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetter(text[length]) || text[length] == '_' || (length > 0 && char.IsAsciiDigit(text[length]))))
            length++;

        return length;
    }

    private static int ClosingBrace(ReadOnlySpan<char> text)
    {
        var open = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{')
                open++;
            else if (text[i] == '}' && --open == 0)
                return i;
        }

        return -1;
    }
}
