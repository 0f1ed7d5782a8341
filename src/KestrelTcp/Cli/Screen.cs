using System.Runtime.InteropServices;
using System.Text;
using Spectre.Console;

namespace KestrelTcp.Cli;

/// <summary>The terminal's second page, drawn again and again: what stood on the first is there again afterwards.</summary>
internal sealed class Screen : IDisposable
{
    private const string _enter = "\e[?1049h\e[?25l";
    private const string _leave = "\e[?25h\e[?1049l";
    private const string _home = "\e[H";
    private const string _restOfLine = "\e[K";
    private const string _restOfPage = "\e[J";

    private readonly PosixSignalRegistration _pause;
    private volatile bool _left;

    public Screen()
    {
        Console.Out.Write(_enter);

        // Ctrl-Z; after `fg` the next drawing comes back.
        _pause = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, _ =>
        {
            _left = true;
            Console.Out.Write(_leave);
        });
    }

    /// <summary>Rows of a table that there is room for beside title, heading, borders and the line below.</summary>
    public static int Rows => Math.Max(1, Console.WindowHeight - 7);

    public void Draw(TextTable table, string below)
    {
        using var text = new StringWriter();
        var width = AnsiConsole.Profile.Width;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = AnsiConsole.Profile.Capabilities.Unicode;
        console.Write(table.Draw(width));

        var page = new StringBuilder(_left ? _enter : "").Append(_home);
        foreach (var line in text.ToString().TrimEnd().Split('\n').Append(below))
        {
            page.Append(line.TrimEnd('\r')).Append(_restOfLine).Append("\r\n");
        }

        _left = false;
        Console.Out.Write(page.Append(_restOfPage));
    }

    public void Dispose()
    {
        _pause.Dispose();
        Console.Out.Write(_leave);
    }
}
