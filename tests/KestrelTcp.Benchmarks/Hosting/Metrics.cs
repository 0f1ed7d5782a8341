using System.Globalization;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>One scrape of the server's metrics page.</summary>
internal sealed class Metrics(string page)
{
    private readonly string[] _lines = page.Split('\n');

    /// <summary>The sum over all series of that name that carry these labels (<c>name="value"</c>); 0 when there is none.</summary>
    public double Sum(string name, params string[] labels) => _lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal)
            && line.Length > name.Length
            && line[name.Length] is '{' or ' '
            && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
}
