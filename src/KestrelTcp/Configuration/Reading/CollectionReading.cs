using KestrelTcp.Configuration.Nodes;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Commands, environments and lists of a section.</summary>
internal static class CollectionReading
{
    /// <summary>Program and arguments, from a text with shell-like quoting or from a list; null when not given or wrong (which is told).</summary>
    public static IReadOnlyList<string>? Command(this SectionReader section, string key)
    {
        if (!section.Has(key))
            return null;

        var words = section.Node(key) is ListNode ? section.Strings(key) : Split(section, key);
        if (words is null)
            return null;

        if (words.Count > 0 && words[0].Length > 0)
            return words;

        section.Error(key, "the command should not be empty", "give the program and its arguments, such as \"php worker.php\"");
        return null;
    }

    /// <summary>A list of texts (a single text is a list of one); null when not given or wrong.</summary>
    public static IReadOnlyList<string>? Strings(this SectionReader section, string key)
    {
        if (section.Node(key) is not ListNode list)
            return section.Text(key) is { } single ? [single] : null;

        var items = new List<string>();
        foreach (var item in list.Items)
        {
            if (item is not ScalarNode scalar)
                section.Context.Problems.Error(item.Place, section.PathOf(key), $"a single value is expected, and here is a {SectionReader.NameOf(item)}", "give one text for each item of the list");
            else if (section.Context.Expand(scalar, section.PathOf(key)) is { } text)
                items.Add(text);
        }

        return items.Count == list.Items.Count ? items : null;
    }

    /// <summary>Environment variables from a map or a list of maps; names in upper case, as RoadRunner hands them on.</summary>
    public static IReadOnlyDictionary<string, string> Environment(this SectionReader section, string key)
    {
        var variables = new Dictionary<string, string>();
        switch (section.Node(key))
        {
            case null:
                break;
            case MapNode map:
                AddVariables(section, key, map, variables);
                break;
            case ListNode list when list.Items.All(item => item is MapNode):
                foreach (var item in list.Items)
                    AddVariables(section, key, (MapNode)item, variables);
                break;
            default:
                section.Error(key, "the environment is a map of names and values, or a list of such maps", "write each variable as NAME: value on a line of its own");
                break;
        }

        return variables;
    }

    private static void AddVariables(SectionReader section, string key, MapNode map, Dictionary<string, string> variables)
    {
        foreach (var entry in map.Entries)
        {
            var path = $"{section.PathOf(key)}.{entry.Key}";
            if (entry.Key.Length == 0 || entry.Key.Contains('=', StringComparison.Ordinal))
                section.Context.Problems.Error(entry.KeyPlace, path, $"\"{entry.Key}\" cannot be the name of a variable", "write NAME: value");
            else if (entry.Value.IsNull)
                variables[entry.Key.ToUpperInvariant()] = "";
            else if (entry.Value is not ScalarNode scalar)
                section.Context.Problems.Error(entry.Value.Place, path, $"a single value is expected, and here is a {SectionReader.NameOf(entry.Value)}", "give one text");
            else if (section.Context.Expand(scalar, path) is { } value)
                variables[entry.Key.ToUpperInvariant()] = value;
        }
    }

    private static IReadOnlyList<string>? Split(SectionReader section, string key)
    {
        if (section.Text(key) is not { } text)
            return null;

        var words = CommandSplitter.Split(text, out var problem);
        if (words is null)
            section.Error(key, problem, "close the quote or double the backslash; a list of words needs no quoting");

        return words;
    }
}
