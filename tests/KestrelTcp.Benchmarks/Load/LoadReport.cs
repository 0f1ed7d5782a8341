using System.Globalization;
using System.Text.Json;

namespace KestrelTcp.Benchmarks.Load;

/// <summary>The measures as a table for people and as JSON.</summary>
internal static class LoadReport
{
    private static readonly string[] _head = ["scenario", "measure", "ours", "held against", "", "ratio", "target", ""];
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true };

    /// <summary>Three digits that matter, or all of a whole number.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static void Print(IReadOnlyList<Measure> measures, bool markdown, TextWriter output)
    {
        string[][] rows = [_head, .. measures.Select(Row)];
        if (markdown)
        {
            output.WriteLine($"| {string.Join(" | ", _head)} |");
            output.WriteLine($"|{string.Concat(_head.Select(_ => "---|"))}");
            Array.ForEach(rows[1..], row => output.WriteLine($"| {string.Join(" | ", row)} |"));
            return;
        }

        var widths = Enumerable.Range(0, _head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    public static void Save(string file, LoadBench bench, IReadOnlyList<Measure> measures)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(
            new
            {
                taken = DateTime.UtcNow,
                cpus = Environment.ProcessorCount,
                runtime = Environment.Version.ToString(),
                bench.Rounds,
                bench.Seconds,
                measures = measures.Select(measure => new
                {
                    measure.Scenario,
                    measure.What,
                    measure.Unit,
                    measure.Against,
                    measure.Ours,
                    measure.Other,
                    measure.Ratio,
                    target = measure.Target?.Describe(measure.Unit),
                    measure.Holds,
                    measure.Rounds,
                }),
            },
            _json));
    }

    private static string[] Row(Measure measure) =>
    [
        measure.Scenario,
        measure.What,
        $"{Number(measure.Ours)} {measure.Unit}",
        $"{Number(measure.Other)} {measure.Unit}",
        measure.Against,
        Number(measure.Ratio),
        measure.Target?.Describe(measure.Unit) ?? "",
        measure.Holds switch { true => "held", false => "MISSED", null => "" },
    ];
}
