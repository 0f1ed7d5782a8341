using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KestrelTcp.Configuration.Nodes;

/// <summary>YAML text to nodes. Works on the parser's events, so that every duplicate key is told, each with both of its lines.</summary>
internal sealed class YamlTreeReader
{
    private const int MaxDepth = 64;

    private readonly Parser _parser;
    private readonly string _source;
    private readonly bool _hasLines;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, ConfigNode> _anchors = [];

    private YamlTreeReader(string text, string source, bool hasLines, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _source = source;
        _hasLines = hasLines;
        _problems = problems;
    }

    /// <summary>Null when the text is not YAML; then the problem is in the list. Empty text is an empty map.</summary>
    /// <param name="text">One YAML document.</param>
    /// <param name="source">The file's name, or the flag that the text is from.</param>
    /// <param name="hasLines">False: the text has no lines of its own to tell (a flag's value).</param>
    /// <param name="path">Dotted key that the text is the value of; empty for a file.</param>
    /// <param name="problems">Where mistakes go.</param>
    public static ConfigNode? Read(string text, string source, bool hasLines, string path, ProblemList problems)
    {
        var reader = new YamlTreeReader(text, source, hasLines, problems);
        try
        {
            return reader.ReadDocument(path);
        }
        catch (YamlException e)
        {
            var tab = e.Message.Contains("tab", StringComparison.OrdinalIgnoreCase);
            problems.Error(
                tab ? reader.PlaceOfTab(text, e.Start) : reader.PlaceOf(e.Start), path, $"this is not YAML: {Sentence(e.Message)}",
                tab ? "indent with spaces, YAML allows no tabs there" : "look at the indentation, quotes and colons of this line and the one before it");
            return null;
        }
        catch (ArgumentException)
        {
            // The parser's own slip, on a tag (!...) that is no URI.
            problems.Error(reader.PlaceOf(reader._parser.Current?.End ?? Mark.Empty), path, "this is not YAML: a tag (a word that begins with !) cannot be read", "put the text in quotes if it begins with !");
            return null;
        }
        catch (InvalidOperationException)
        {
            // The parser's own slip, on a plain text that runs over lines inside brackets.
            var last = reader._parser.Current?.End ?? Mark.Empty;
            problems.Error(reader.PlaceOf(last), path, "this is not YAML: a list or map in brackets is not closed", "close it with ] or } on this line, or look for a missing comma");
            return null;
        }
    }

    private ConfigNode ReadDocument(string path)
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return new MapNode(PlaceOf(Mark.Empty), []);

        _parser.Consume<DocumentStart>();
        var root = ReadNode(path, 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
            throw new YamlException(second.Start, second.End, "a second document begins here, and only one is read");

        return root;
    }

    private ConfigNode ReadNode(string path, int depth)
    {
        var start = _parser.Current!;
        if (depth > MaxDepth)
            throw new YamlException(start.Start, start.End, $"values are nested more than {MaxDepth} deep");

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value.Value, out var target)
                ? target
                : throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value} has no anchor &{alias.Value} before it");
        }

        if (start is not NodeEvent { Anchor: var anchor })
            throw new YamlException(start.Start, start.End, "a value is missing here");

        ConfigNode node = start switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadList(path, depth),
            _ => ReadMap(path, depth),
        };
        if (!anchor.IsEmpty)
            _anchors[anchor.Value] = node;

        return node;
    }

    private ScalarNode ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        return new ScalarNode(PlaceOf(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty);
    }

    private ListNode ReadList(string path, int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<ConfigNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));

        return new ListNode(PlaceOf(start.Start), items);
    }

    private MapNode ReadMap(string path, int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = new List<MapEntry>();
        var merged = new List<MapNode>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a key must be a single word or text");

            var name = key.Value.ToLowerInvariant();
            var keyPath = path.Length == 0 ? name : $"{path}.{name}";
            var value = ReadNode(keyPath, depth + 1);
            if (name == "<<" && key.Style == ScalarStyle.Plain)
                merged.AddRange(value is ListNode list ? list.Items.OfType<MapNode>() : value is MapNode map ? [map] : []);
            else
                Add(entries, new MapEntry(name, PlaceOf(key.Start), value), keyPath);
        }

        var own = new MapNode(PlaceOf(start.Start), entries);
        // "<<" gives what the map leaves out; of several, the first wins.
        return merged.Count == 0 ? own : WithMergeKeys(own, merged);
    }

    private static MapNode WithMergeKeys(MapNode own, List<MapNode> merged)
    {
        var entries = own.Entries.ToList();
        foreach (var entry in merged.SelectMany(map => map.Entries))
        {
            if (!entries.Exists(present => present.Key == entry.Key))
                entries.Add(entry);
        }

        return new MapNode(own.Place, entries);
    }

    private void Add(List<MapEntry> entries, MapEntry entry, string path)
    {
        var first = entries.Find(present => present.Key == entry.Key);
        if (first is null)
        {
            entries.Add(entry);
            return;
        }

        var where = _hasLines ? $" (first on line {first.KeyPlace.Line})" : "";
        _problems.Error(entry.KeyPlace, path, $"this key is given twice{where}; upper and lower case are the same", "remove one of the two");
    }

    private Place PlaceOf(in Mark mark) => _hasLines ? new Place(_source, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column)) : Place.Of(_source);

    // For a tab the parser gives the start of the map around it.
    private Place PlaceOfTab(string text, in Mark from)
    {
        var lines = text.Split('\n');
        for (var line = Math.Max(0, (int)from.Line - 1); line < lines.Length && _hasLines; line++)
        {
            var tab = lines[line].IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(lines[line][..tab]))
                return new Place(_source, line + 1, tab + 1);
        }

        return PlaceOf(from);
    }

    private static string Sentence(string message)
    {
        var text = message.TrimEnd('.', ' ');
        return text.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
