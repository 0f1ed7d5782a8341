using System.CommandLine;
using System.Globalization;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp stop</c>: signals the server whose pid file lies in the working folder, and waits for its end.</summary>
internal static class StopCommand
{
    private const string _pidFile = ".pid";
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(50);

    public static Command Make()
    {
        var forced = new Option<bool>("--force", "-f") { Description = "At once, without letting connections finish." };
        var verb = new Verb(
            "stop", "Stops the server that was started with --pid-file, and waits for its end.",
            ("kestreltcp stop -c /etc/app/.rr.yaml", "the server whose .pid lies beside that file"),
            ("kestreltcp stop -f", "what is under way is lost"))
        {
            forced,
        };
        verb.SetAction((parsed, _) => RunAsync(CommonFlags.Enter(parsed), parsed.GetValue(forced)));
        return verb;
    }

    private static async Task<int> RunAsync(CommonOptions common, bool forced)
    {
        // Else it would be another folder's server that ends.
        if (Path.GetDirectoryName(common.ConfigPath) is { } folder && !Directory.Exists(folder))
        {
            throw new StartupException($"{common.ConfigPath}: there is no such folder, so there is no {_pidFile} in it");
        }

        if (!File.Exists(_pidFile))
        {
            throw new StartupException($"there is no {_pidFile} in {Environment.CurrentDirectory}. Is a server running there that was started with --pid-file?");
        }

        if (!int.TryParse(await File.ReadAllTextAsync(_pidFile), CultureInfo.InvariantCulture, out var pid) || pid < 1)
        {
            throw new StartupException($"{Path.GetFullPath(_pidFile)} holds no process id. Cure: delete it");
        }

        if (!ServerProcess.Lives(pid))
        {
            throw new StartupException($"process {pid} is not a KestrelTcp that runs; {Path.GetFullPath(_pidFile)} is left over. Cure: delete it");
        }

        if (LibC.Kill(pid, LibC.SigTerm) != 0)
        {
            throw new StartupException($"process {pid} cannot be signalled: it is another user's. Cure: run this as that user, or with sudo");
        }

        if (forced)
        {
            // The server takes a second signal as: at once.
            await Task.Delay(_poll);
            _ = LibC.Kill(pid, LibC.SigTerm);
        }

        using var deadline = new CancellationTokenSource(_patience);
        while (ServerProcess.Lives(pid))
        {
            if (deadline.IsCancellationRequested)
            {
                throw new StartupException($"process {pid} has not ended within {_patience.TotalSeconds:0} s. Try: kestreltcp stop -f");
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
