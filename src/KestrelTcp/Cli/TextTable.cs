using Spectre.Console;
using Spectre.Console.Rendering;

namespace KestrelTcp.Cli;

/// <summary>A table that can be drawn on a terminal, or written as plain text into a pipe.</summary>
/// <param name="Title">Stands above it.</param>
/// <param name="Columns">Their headings.</param>
/// <param name="Rows">A text for each column.</param>
internal sealed record TextTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<string[]> Rows)
{
    private const string _gap = "  ";

    /// <summary>Columns that a narrow terminal is spared, the first one first.</summary>
    public IReadOnlyList<string> Spare { get; init; } = [];

    /// <summary>For a terminal: with borders where there is room, else plain, and without the columns that can be spared.</summary>
    public IRenderable Draw(int width)
    {
        const int borderOfColumn = 3;
        if (Widths().Sum(column => column + borderOfColumn) + 1 > width)
        {
            using var plain = new StringWriter();
            FitTo(width).Write(plain);
            return new Text(plain.ToString().TrimEnd());
        }

        var table = new Table().RoundedBorder();
        foreach (var column in Columns)
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        }

        foreach (var row in Rows)
        {
            table.AddRow(row.Select(cell => (IRenderable)new Text(cell)));
        }

        return new Rows(new Text(Title), table);
    }

    /// <summary>The table without as many of <see cref="Spare"/> as it takes to fit; if that does not do, the last column is cut.</summary>
    public TextTable FitTo(int width)
    {
        var table = this;
        foreach (var name in Spare)
        {
            if (table.Width <= width)
            {
                break;
            }

            var spared = table.Columns.ToList().IndexOf(name);
            table = table with
            {
                Columns = [.. table.Columns.Where((_, i) => i != spared)],
                Rows = [.. table.Rows.Select(row => row.Where((_, i) => i != spared).ToArray())],
            };
        }

        var room = table.Widths()[^1] + width - table.Width;
        return table.Width <= width || room < 1 ? table : table with
        {
            Columns = [.. table.Columns.SkipLast(1), Cut(table.Columns[^1], room)],
            Rows = [.. table.Rows.Select(row => (string[])[.. row.SkipLast(1), Cut(row[^1], room)])],
        };
    }

    /// <summary>Columns side by side, filled up with spaces.</summary>
    public void Write(TextWriter writer)
    {
        var widths = Widths();
        writer.WriteLine(Title);
        foreach (var row in Rows.Prepend([.. Columns]))
        {
            writer.WriteLine(string.Join(_gap, row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }

    private int Width => Widths().Sum() + (_gap.Length * (Columns.Count - 1));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";

    private int[] Widths() => [.. Columns.Select((column, i) => Rows.Select(row => row[i].Length).Append(column.Length).Max())];
}
