namespace KestrelTcp.Configuration.Nodes;

/// <summary>Keys and values in the order of the file; no key is there twice.</summary>
internal sealed class MapNode(Place place, IReadOnlyList<MapEntry> entries) : ConfigNode(place)
{
    public IReadOnlyList<MapEntry> Entries { get; } = entries;

    /// <summary>The entry of a key given in lower case.</summary>
    public MapEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }
}
