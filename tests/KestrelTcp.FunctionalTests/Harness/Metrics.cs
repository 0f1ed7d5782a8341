using System.Globalization;
using System.Text.RegularExpressions;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>One scrape of the metrics page.</summary>
internal sealed partial class Metrics
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    private Metrics(string page)
    {
        foreach (var line in page.Split('\n'))
        {
            if (Sample().Match(line) is { Success: true } match)
            {
                var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value);
                _samples.Add((match.Groups["name"].Value, labels, Number(match.Groups["value"].Value)));
            }
        }
    }

    public static Metrics Parse(string page) => new(page);

    public bool Has(string name) => _samples.Any(sample => sample.Name == name);

    /// <summary>The sum over all series of that name which carry these labels; 0 when there is none.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) => _samples
        .Where(sample => sample.Name == name && labels.All(label => sample.Labels.TryGetValue(label.Label, out var value) && value == label.Value))
        .Sum(sample => sample.Value);

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][\w:]*)(\{(?<labels>.*)\})? (?<value>\S+)""")]
    private static partial Regex Sample();

    [GeneratedRegex("""(\w+)="((?:[^"\\]|\\.)*)"?""")]
    private static partial Regex Label();
}
