using System.Globalization;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp stop</c>: signals the server whose pid file lies in the working folder, and waits for its end.</summary>
internal static class StopCommand
{
    private const string _pidFile = ".pid";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(bool forced)
    {
        if (!File.Exists(_pidFile))
        {
            await Console.Error.WriteLineAsync($"kestreltcp: there is no {_pidFile} in {Environment.CurrentDirectory}. Is a server running there that was started with --pid-file?");
            return 1;
        }

        if (!int.TryParse(await File.ReadAllTextAsync(_pidFile), CultureInfo.InvariantCulture, out var pid) || pid <= 1)
        {
            await Console.Error.WriteLineAsync($"kestreltcp: {Path.GetFullPath(_pidFile)} holds no process id. Cure: delete it");
            return 1;
        }

        if (LibC.Kill(pid, LibC.SigTerm) != 0)
        {
            await Console.Error.WriteLineAsync($"kestreltcp: no process {pid} can be signalled; {Path.GetFullPath(_pidFile)} is stale, or it is another user's");
            return 1;
        }

        if (forced)
        {
            // The server takes a second signal as: at once.
            await Task.Delay(_poll);
            _ = LibC.Kill(pid, LibC.SigTerm);
        }

        using var deadline = new CancellationTokenSource(_patience);
        while (LibC.Kill(pid, 0) == 0)
        {
            if (deadline.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"kestreltcp: process {pid} has not ended within {_patience.TotalSeconds:0} s. Try: kestreltcp stop -f");
                return 1;
            }

            await Task.Delay(_poll);
        }

        if (forced)
        {
            File.Delete(_pidFile);
        }

        return 0;
    }
}
