using System.Text;

namespace KestrelTcp.Configuration.Values;

/// <summary>Cuts a command into program and arguments as a shell would: quotes hold words together, a backslash takes what follows as it is.</summary>
internal static class CommandSplitter
{
    /// <summary>Null when a quote is left open or the text ends in a backslash; then <paramref name="problem"/> says so.</summary>
    public static IReadOnlyList<string>? Split(string command, out string problem)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        problem = "";
        for (var i = 0; i < command.Length; i++)
        {
            var c = command[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (inWord)
                    words.Add(word.ToString());

                word.Clear();
                inWord = false;
                continue;
            }

            inWord = true;
            if (c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && c is ('\'' or '"'))
            {
                quote = c;
            }
            else if (c == '\\' && quote != '\'')
            {
                if (++i == command.Length)
                {
                    problem = "the command ends in a backslash";
                    return null;
                }

                // Inside double quotes a backslash is itself, unless it guards a quote or another backslash.
                if (quote == '"' && command[i] is not ('"' or '\\'))
                    word.Append('\\');

                word.Append(command[i]);
            }
            else
            {
                word.Append(c);
            }
        }

        if (quote != '\0')
        {
            problem = $"the command has a {(quote == '"' ? "double" : "single")} quote that is never closed";
            return null;
        }

        if (inWord)
            words.Add(word.ToString());

        return words;
    }
}
