namespace KestrelTcp.Configuration.Nodes;

/// <summary>A sequence of values.</summary>
internal sealed class ListNode(Place place, IReadOnlyList<ConfigNode> items) : ConfigNode(place)
{
    public IReadOnlyList<ConfigNode> Items { get; } = items;
}
