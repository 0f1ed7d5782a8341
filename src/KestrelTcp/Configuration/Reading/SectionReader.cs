using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>
/// Reads the values of one section. What is wrong goes to the problems and reads as not given, so that one load tells everything.
/// Making one tells of the keys that do not belong into the section.
/// </summary>
internal sealed class SectionReader
{
    private readonly KnownSection _known;
    private readonly MapNode _map;

    public SectionReader(ReadContext context, KnownSection known, string path, Place place, MapNode map)
    {
        Context = context;
        Path = path;
        Place = place;
        _known = known;
        _map = map;
        UnknownKeys.Check(context.Problems, known, path, map);
    }

    public ReadContext Context { get; }

    /// <summary>Dotted key of the section; empty: the whole file.</summary>
    public string Path { get; }

    /// <summary>Where the section's key stands.</summary>
    public Place Place { get; }

    public string PathOf(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    /// <summary>The value's place, or the section's when the key is not there.</summary>
    public Place PlaceOf(string key) => Entry(key) is { } entry ? (entry.Value.IsNull ? entry.KeyPlace : entry.Value.Place) : Place;

    /// <summary>Whether the key is there and says something.</summary>
    public bool Has(string key) => Node(key) is not null;

    /// <summary>The value; null when the key is not there or says nothing.</summary>
    public ConfigNode? Node(string key) => Entry(key) is { Value.IsNull: false } entry ? entry.Value : null;

    public MapEntry? Entry(string key)
    {
        var support = _known.Find(key)?.Support;
        return support == KeySupport.Supported
            ? _map.Find(key)
            : throw new InvalidOperationException($"\"{PathOf(key)}\" is read but not in the table of known keys.");
    }

    /// <summary>The text, with variables expanded; null when not given. May be empty.</summary>
    public string? Text(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case ScalarNode scalar:
                return Context.Expand(scalar, PathOf(key));
            case var other:
                Error(key, $"a single value is expected, and here is a {NameOf(other)}", "give one value");
                return null;
        }
    }

    /// <summary>As <see cref="Text"/>, for values that cannot be empty: an empty one (of a variable that is not set) reads as not given.</summary>
    public string? Value(string key) => Text(key)?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A section below this one; null when it is not given.</summary>
    public SectionReader? Section(string key)
    {
        var known = _known.Find(key)?.Section ?? throw new InvalidOperationException($"\"{PathOf(key)}\" is not a section in the table of known keys.");
        return Map(key) is { } map ? new SectionReader(Context, known, PathOf(key), Entry(key)!.KeyPlace, map) : null;
    }

    /// <summary>Sections under names of the user's choice, in the order of the file. A name with nothing below it is an error.</summary>
    public IEnumerable<(string Name, SectionReader Section)> NamedSections(string key, string cureWhenEmpty)
    {
        var known = _known.Find(key)!.Section!;
        foreach (var entry in Map(key)?.Entries ?? [])
        {
            var path = $"{PathOf(key)}.{entry.Key}";
            if (entry.Key.Length == 0)
                Context.Problems.Error(entry.KeyPlace, path, "the name is empty", "give it a name");
            else if (entry.Value is MapNode map)
                yield return (entry.Key, new SectionReader(Context, known, path, entry.KeyPlace, map));
            else if (entry.Value.IsNull)
                Context.Problems.Error(entry.KeyPlace, path, "there is nothing below it", cureWhenEmpty);
            else
                Context.Problems.Error(entry.Value.Place, path, $"keys are expected below it, and here is a {NameOf(entry.Value)}", cureWhenEmpty);
        }
    }

    public void Error(string key, string what, string cure) => Context.Problems.Error(PlaceOf(key), PathOf(key), what, cure);

    public void Warn(string key, string what, string cure) => Context.Problems.Warn(PlaceOf(key), PathOf(key), what, cure);

    public static string NameOf(ConfigNode node) => node switch
    {
        MapNode => "map of keys",
        ListNode => "list",
        _ => "single value",
    };

    private MapNode? Map(string key)
    {
        switch (Node(key))
        {
            case null:
                return null;
            case MapNode map:
                return map;
            case var other:
                Error(key, $"keys are expected below it, and here is a {NameOf(other)}", "put its keys on lines of their own, indented");
                return null;
        }
    }
}
