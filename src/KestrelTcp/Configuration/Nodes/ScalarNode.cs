namespace KestrelTcp.Configuration.Nodes;

/// <summary>A text or number, before variables are expanded.</summary>
/// <param name="place">Where it begins.</param>
/// <param name="text">The text with the quotes taken off.</param>
/// <param name="plain">Without quotes: may be a number, a boolean or null.</param>
internal sealed class ScalarNode(Place place, string text, bool plain) : ConfigNode(place)
{
    public string Text { get; } = text;

    public bool Plain { get; } = plain;

    /// <inheritdoc/>
    public override bool IsNull => Plain && Text is ("" or "~" or "null" or "Null" or "NULL");
}
