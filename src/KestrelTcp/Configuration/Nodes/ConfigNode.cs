namespace KestrelTcp.Configuration.Nodes;

/// <summary>One value of a configuration, and where it stands.</summary>
internal abstract class ConfigNode(Place place)
{
    public Place Place { get; } = place;

    /// <summary>The key is there and says nothing: <c>key:</c>, <c>key: null</c> or <c>key: ~</c>.</summary>
    public virtual bool IsNull => false;
}
