using Spectre.Console;

namespace KestrelTcp.Cli;

/// <summary>Shows a table once, or again and again in its place until Ctrl-C.</summary>
internal static class TableDisplay
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Whether there is somebody who sees what is drawn.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected;

    /// <param name="read">Makes the table, with as many rows as it is told at most.</param>
    /// <param name="most">Rows that are shown at once on a terminal; a pipe gets all.</param>
    /// <param name="again">Whether to refresh.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    public static async Task<int> ShowAsync(Func<int, CancellationToken, Task<TextTable>> read, int most, bool again, CancellationToken cancellation)
    {
        if (!IsTerminal)
        {
            (await read(int.MaxValue, cancellation)).Write(Console.Out);
            return 0;
        }

        var table = again && AnsiConsole.Profile.Capabilities.Ansi ? await RefreshAsync(read, cancellation) : await read(most, cancellation);
        AnsiConsole.Write(table.Draw(AnsiConsole.Profile.Width));
        AnsiConsole.WriteLine();
        return 0;
    }

    /// <returns>What was seen last.</returns>
    private static async Task<TextTable> RefreshAsync(Func<int, CancellationToken, Task<TextTable>> read, CancellationToken cancellation)
    {
        // A server that cannot be asked is told of before anything is drawn.
        var table = await read(Screen.Rows, cancellation);
        using var screen = new Screen();
        try
        {
            while (true)
            {
                Screen.Draw(table, "Ctrl-C ends.");
                await Task.Delay(_interval, cancellation);
                table = await read(Screen.Rows, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // Seen enough.
            return table;
        }
    }
}
