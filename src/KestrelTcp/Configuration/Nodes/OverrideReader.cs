namespace KestrelTcp.Configuration.Nodes;

/// <summary><c>-o key=value</c> to nodes: dotted keys, values as YAML.</summary>
internal static class OverrideReader
{
    /// <summary>All flags as one tree; of two for the same key the later wins.</summary>
    public static MapNode Read(IReadOnlyList<string> overrides, ProblemList problems)
    {
        var tree = new MapNode(Place.Of("-o"), []);
        foreach (var text in overrides)
        {
            if (Read(text, problems) is { } one)
                tree = NodeMerge.Over(tree, one);
        }

        return tree;
    }

    private static MapNode? Read(string text, ProblemList problems)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var key = (equals < 0 ? text : text[..equals]).Trim().ToLowerInvariant();
        // The value stays out of messages: it may be a secret.
        var place = Place.Of("-o " + key);
        var names = key.Split('.');
        if (equals < 0 || names.Any(string.IsNullOrWhiteSpace))
        {
            problems.Error(place, "", "an override is a dotted key and a value", "write -o key=value, such as -o tcp.pool.num_workers=4");
            return null;
        }

        if (Value(text[(equals + 1)..], place, key, problems) is not { } node)
            return null;

        for (var i = names.Length - 1; i >= 0; i--)
            node = new MapNode(place, [new MapEntry(names[i], place, node)]);

        return (MapNode)node;
    }

    // Without quotes or brackets a value is taken as it is: it may hold what YAML would stumble over, such as "*" or ": ".
    private static ConfigNode? Value(string text, Place place, string key, ProblemList problems) =>
        text.TrimStart() is ['[' or '{' or '"' or '\'', ..]
            ? YamlTreeReader.Read(text, place.Source, false, key, problems)
            : new ScalarNode(place, text, plain: true);
}
