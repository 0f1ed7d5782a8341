using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>Lays the files of <c>include</c> over the main file, in their order.</summary>
internal static class IncludeReader
{
    public static MapNode Include(ReadContext context, MapNode main, string mainPath)
    {
        var tree = main;
        foreach (var (name, place) in Names(context, main))
        {
            // Problems name the file the way the main file was named on the command line.
            var path = Path.Combine(Path.GetDirectoryName(mainPath) ?? "", name);
            if (SourceFile.Read(path, place, "include", context.Problems) is not { } included)
                continue;

            CheckVersion(context, main, included, path);
            if (included.Find("include") is { } nested)
                context.Problems.Warn(nested.KeyPlace, "include", "an included file cannot include others, and this is ignored", $"list them in {mainPath}");

            tree = NodeMerge.Over(tree, Without(included, "include", "version"));
        }

        return tree;
    }

    private static IEnumerable<(string Name, Place Place)> Names(ReadContext context, MapNode main)
    {
        var value = main.Find("include")?.Value;
        IReadOnlyList<ConfigNode> items = value is null or { IsNull: true } ? [] : value is ListNode list ? list.Items : [value];
        foreach (var item in items)
        {
            if (item is ScalarNode scalar && !scalar.IsNull)
            {
                if (context.Expand(scalar, "include") is { Length: > 0 } name)
                    yield return (name, item.Place);
            }
            else
            {
                context.Problems.Error(item.Place, "include", "a list of files is expected", "write include: [first.yaml, second.yaml]");
            }
        }
    }

    private static void CheckVersion(ReadContext context, MapNode main, MapNode included, string path)
    {
        var version = VersionCheck.Read(context, included, new Place(path, 1, 1));
        // What is wrong with the main file's own version is told when that is read.
        if (version is not null
            && included.Find("version")?.Value is { } theirs
            && main.Find("version")?.Value is ScalarNode { IsNull: false } ours
            && context.Expand(ours, "version") is { } expected && version != expected)
        {
            context.Problems.Error(theirs.Place, "version", $"the version is \"{version}\", and the main file's is \"{expected}\"", $"make it version: \"{expected}\"");
        }
    }

    private static MapNode Without(MapNode map, params ReadOnlySpan<string> keys)
    {
        var entries = new List<MapEntry>();
        foreach (var entry in map.Entries)
        {
            if (!keys.Contains(entry.Key))
                entries.Add(entry);
        }

        return new MapNode(map.Place, entries);
    }
}
