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

    /// <summary>With borders, for a terminal.</summary>
    public IRenderable Draw()
    {
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

    /// <summary>Columns side by side, filled up with spaces.</summary>
    public void Write(TextWriter writer)
    {
        var widths = Columns.Select((column, i) => Rows.Select(row => row[i].Length).Append(column.Length).Max()).ToArray();
        writer.WriteLine(Title);
        foreach (var row in Rows.Prepend([.. Columns]))
        {
            writer.WriteLine(string.Join(_gap, row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
