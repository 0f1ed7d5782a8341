using System.Globalization;
using System.Text.RegularExpressions;
using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary><c>metrics.collect</c> to <see cref="CollectorOptions"/>.</summary>
internal static partial class CollectorReader
{
    private static readonly (string, string)[] Types =
        [("histogram", "histogram"), ("gauge", "gauge"), ("counter", "counter"), ("summary", "summary")];

    public static IReadOnlyDictionary<string, CollectorOptions> ReadAll(SectionReader metrics)
    {
        var collectors = new Dictionary<string, CollectorOptions>();
        foreach (var (name, section) in metrics.NamedSections("collect", "give at least its type, such as type: counter"))
        {
            if (!MetricName().IsMatch(name))
                section.Context.Problems.Error(section.Place, section.Path, $"\"{name}\" cannot be the name of a metric", "use letters, digits and underscores, and no digit first");

            collectors[name] = Read(section);
        }

        return collectors;
    }

    private static CollectorOptions Read(SectionReader section)
    {
        if (section.Value("type") is null)
            section.Error("type", "the type is not given", "use histogram, gauge, counter or summary");

        var collector = new CollectorOptions
        {
            Type = section.Choice("type", "counter", Types),
            Namespace = Prefix(section, "namespace"),
            Subsystem = Prefix(section, "subsystem"),
            Help = section.Text("help") ?? "",
            Labels = Labels(section),
            Buckets = Buckets(section),
            Objectives = Objectives(section),
        };

        Misplaced(section, "buckets", "histogram", collector.Type);
        Misplaced(section, "objectives", "summary", collector.Type);
        return collector;
    }

    private static void Misplaced(SectionReader section, string key, string type, string actual)
    {
        if (section.Has(key) && actual != type)
            section.Warn(key, $"it has no effect for a {actual}", $"remove it, or make the type {type}");
    }

    private static string Prefix(SectionReader section, string key)
    {
        var text = section.Value(key) ?? "";
        if (text.Length > 0 && !MetricName().IsMatch(text))
            section.Error(key, $"\"{text}\" cannot be part of a metric's name", "use letters, digits and underscores, and no digit first");

        return text;
    }

    private static IReadOnlyList<string> Labels(SectionReader section)
    {
        var labels = section.Strings("labels") ?? [];
        foreach (var label in labels.Where(label => !MetricName().IsMatch(label) || label.StartsWith("__", StringComparison.Ordinal)))
            section.Error("labels", $"\"{label}\" cannot be the name of a label", "use letters, digits and underscores, no digit first and not two underscores first");

        if (labels.Distinct().Count() != labels.Count)
            section.Error("labels", "a label is named twice", "name each once");

        return labels;
    }

    private static List<double> Buckets(SectionReader section)
    {
        var buckets = new List<double>();
        foreach (var text in section.Strings("buckets") ?? [])
        {
            if (!TryNumber(text, out var bound))
                section.Error("buckets", $"\"{text}\" is not a number", "give numbers such as [0.1, 0.5, 1]");
            else if (buckets.Count > 0 && bound <= buckets[^1])
                section.Error("buckets", $"{text} is not above the bucket before it", "put the buckets in rising order");
            else
                buckets.Add(bound);
        }

        return buckets;
    }

    // A list of one-key maps, or one map: quantile and its allowed error.
    private static List<(double Quantile, double Epsilon)> Objectives(SectionReader section)
    {
        var objectives = new List<(double Quantile, double Epsilon)>();
        IEnumerable<ConfigNode> maps = section.Node("objectives") is { } node ? node is ListNode list ? list.Items : [node] : [];
        foreach (var entry in maps.SelectMany(map => map is MapNode { Entries: var entries } ? entries : [new MapEntry("", map.Place, map)]))
        {
            if (TryNumber(entry.Key, out var quantile) && quantile is >= 0 and <= 1
                && entry.Value is ScalarNode scalar && TryNumber(scalar.Text, out var epsilon) && epsilon is >= 0 and <= 1)
            {
                objectives.Add((quantile, epsilon));
                continue;
            }

            section.Context.Problems.Error(
                entry.KeyPlace, section.PathOf("objectives"), "this is not a quantile and its allowed error", "write both as numbers from 0 to 1, such as - 0.99: 0.001");
        }

        return objectives;
    }

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$")]
    private static partial Regex MetricName();
}
