using System.Runtime.InteropServices;
using Spectre.Console;

namespace KestrelTcp.Cli;

/// <summary>Shows a table once, or again and again in its place until Ctrl-C.</summary>
internal static class TableDisplay
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Whether there is somebody who sees what is drawn.</summary>
    public static bool IsTerminal => !Console.IsOutputRedirected;

    public static async Task<int> ShowAsync(Func<CancellationToken, Task<TextTable>> read, bool again, CancellationToken cancellation)
    {
        var table = await read(cancellation);
        if (!IsTerminal)
        {
            table.Write(Console.Out);
        }
        else if (!again)
        {
            AnsiConsole.Write(table.Draw(AnsiConsole.Profile.Width));
            AnsiConsole.WriteLine();
        }
        else
        {
            await RefreshAsync(table, read, cancellation);
        }

        return 0;
    }

    private static async Task RefreshAsync(TextTable first, Func<CancellationToken, Task<TextTable>> read, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Ended by hand, so that the terminal gets its cursor back.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await AnsiConsole.Live(first.Draw(AnsiConsole.Profile.Width)).StartAsync(async live =>
        {
            live.Refresh();
            try
            {
                while (true)
                {
                    await Task.Delay(_interval, end.Token);
                    live.UpdateTarget((await read(end.Token)).Draw(AnsiConsole.Profile.Width));
                }
            }
            catch (OperationCanceledException)
            {
                // Seen enough.
            }
        });

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            end.Cancel();
        }
    }
}
