using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace KestrelTcp.Tests.Operations.Metrics;

/// <summary>A strict reader of the Prometheus text format 0.0.4: each line must be one that a scraper understands.</summary>
internal sealed partial class PrometheusText
{
    public PrometheusText(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text[..^1].Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var parts = line.Split(' ');
                Assert.True(Types.TryAdd(parts[2], parts[3]), $"second family {parts[2]}");
            }
            else if (!line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                Assert.True(Samples.TryAdd(sample.Groups[1].Value, double.Parse(sample.Groups[2].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture)), $"second sample {line}");
            }
        }
    }

    public Dictionary<string, string> Types { get; } = [];

    /// <summary>Keys as written, with labels.</summary>
    public Dictionary<string, double> Samples { get; } = [];

    public IEnumerable<string> Series(string family) => Samples.Keys.Where(key => key.StartsWith(family + "{", StringComparison.Ordinal));

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\.)*",?)*\})?) (\S+)$""")]
    private static partial Regex Sample();
}
