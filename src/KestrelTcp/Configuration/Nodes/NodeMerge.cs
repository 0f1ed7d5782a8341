namespace KestrelTcp.Configuration.Nodes;

/// <summary>Lays one tree over another: maps key by key, anything else whole.</summary>
internal static class NodeMerge
{
    public static ConfigNode Over(ConfigNode below, ConfigNode above) => (below, above) switch
    {
        (MapNode low, MapNode high) => Over(low, high),
        // "env" may be a list of maps; one variable laid over it must not drop the others.
        (ListNode low, MapNode high) when low.Items.Count > 0 && low.Items.All(item => item is MapNode) =>
            Over(low.Items.Cast<MapNode>().Aggregate(Over), high),
        // A section named and left empty says nothing.
        (MapNode, _) when above.IsNull => below,
        _ => above,
    };

    public static MapNode Over(MapNode below, MapNode above)
    {
        var entries = new List<MapEntry>(below.Entries.Count + above.Entries.Count);
        foreach (var low in below.Entries)
        {
            var high = above.Find(low.Key);
            entries.Add(high is null ? low : high with { Value = Over(low.Value, high.Value) });
        }

        entries.AddRange(above.Entries.Where(high => below.Find(high.Key) is null));
        return new MapNode(below.Place, entries);
    }
}
