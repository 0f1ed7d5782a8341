namespace KestrelTcp.Configuration.Reading;

/// <summary>All the keys that a section may have.</summary>
internal sealed class KnownSection(params IReadOnlyList<KnownKey> keys)
{
    public IReadOnlyList<KnownKey> Keys { get; } = keys;

    public KnownKey? Find(string name) => Keys.FirstOrDefault(key => key.Name == name);
}
