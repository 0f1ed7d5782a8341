using System.Runtime.InteropServices;
using System.Text;
using KestrelTcp.Workers.Processes;
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
    private const int _sigStop = 19;

    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(100);

    private readonly PosixSignalRegistration _pause;

    public Screen()
    {
        Console.Out.Write(_enter);

        // Ctrl-Z: whoever handles it has to stop the process himself. It goes on here after `fg`.
        _pause = PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
        {
            context.Cancel = true;
            Console.Out.Write(_leave);
            _ = LibC.Kill(Environment.ProcessId, _sigStop);

            // It takes effect a moment later.
            Thread.Sleep(_moment);
            Console.Out.Write(_enter);
        });
    }

    /// <summary>Rows of a table that there is room for beside title, heading, borders and the line below.</summary>
    public static int Rows => Math.Max(1, Console.WindowHeight - 7);

    public static void Draw(TextTable table, string below)
    {
        using var text = new StringWriter();
        var width = AnsiConsole.Profile.Width;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = AnsiConsole.Profile.Capabilities.Unicode;
        console.Write(table.Draw(width));

        var page = new StringBuilder(_home);
        foreach (var line in text.ToString().TrimEnd().Split('\n').Append(below))
        {
            page.Append(line.TrimEnd('\r')).Append(_restOfLine).Append("\r\n");
        }

        Console.Out.Write(page.Append(_restOfPage));
    }

    public void Dispose()
    {
        _pause.Dispose();
        Console.Out.Write(_leave);
    }
}
