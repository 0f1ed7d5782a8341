using System.CommandLine;
using KestrelTcp.Operations;

namespace KestrelTcp.Cli;

/// <summary>The verbs and their flags (SPEC 1).</summary>
internal static class CommandLine
{
    private static readonly Option<string> _config = new("--config", "-c") { Description = "The configuration file.", Recursive = true, DefaultValueFactory = _ => ".rr.yaml" };
    private static readonly Option<string?> _workFolder = new("--work-dir", "-w") { Description = "The working folder; without it, the configuration file's.", Recursive = true };
    private static readonly Option<string[]> _overrides = new("--override", "-o") { Description = "KEY=VALUE over what the file says, as in -o tcp.pool.num_workers=4; may be repeated.", Recursive = true, DefaultValueFactory = _ => [] };
    private static readonly Option<string?> _dotenv = new("--dotenv") { Description = "A file of KEY=VALUE lines for ${KEY} in the configuration.", Recursive = true };
    private static readonly Option<bool> _silent = new("--silent", "-s") { Description = "No banner and no warnings about the configuration.", Recursive = true };
    private static readonly Option<bool> _debug = new("--debug", "-d") { Description = "Log everything.", Recursive = true };
    private static readonly Option<bool> _pidFile = new("--pid-file", "-p") { Description = "Write the process id to .pid in the working folder.", Recursive = true };

    public static RootCommand Make()
    {
        var root = new RootCommand("KestrelTcp: a TCP application server in front of worker processes. Without a verb it serves.")
        {
            _config, _workFolder, _overrides, _dotenv, _silent, _debug, _pidFile,
        };
        root.SetAction((parsed, _) => ServeAsync(parsed));
        root.Add(Verb("serve", "Runs the server (the default).", (parsed, _) => ServeAsync(parsed)));
        root.Add(Validate());
        root.Add(Health());
        root.Add(Stop());
        root.Add(Worker());
        root.Add(WorkersCommand.Make(Enter));
        root.Add(ConnectionsCommand.Make(Enter));
        root.Add(ResetCommand.Make(Enter));
        root.Add(CloseCommand.Make(Enter));
        return root;
    }

    private static Task<int> ServeAsync(ParseResult parsed) =>
        ServeCommand.RunAsync(Enter(parsed), parsed.GetValue(_silent), parsed.GetValue(_debug), parsed.GetValue(_pidFile));

    private static Command Validate()
    {
        var print = new Option<bool>("--print") { Description = "Print the effective configuration with all defaults." };
        var verb = Verb("validate", "Checks the configuration and tells every error and warning.", (parsed, _) =>
        {
            var common = Enter(parsed);
            return Task.FromResult(ValidateCommand.Run(common.ConfigPath, common.Overrides, common.Dotenv, parsed.GetValue(print), Console.Out, Console.Error));
        });
        verb.Add(print);
        return verb;
    }

    private static Command Health() => Verb("health", "Asks the running server whether it is healthy; exit code 0 when it is.", async (parsed, cancellation) =>
        Enter(parsed).Load(Console.Error, silent: true) is { } options ? await HealthProbe.RunAsync(options, Console.Error, cancellation) : 1);

    private static Command Stop()
    {
        var forced = new Option<bool>("--force", "-f") { Description = "At once, without letting connections finish." };
        var verb = Verb("stop", "Stops the server that was started with --pid-file, and waits for its end.", (parsed, _) =>
        {
            Enter(parsed);
            return StopCommand.RunAsync(parsed.GetValue(forced));
        });
        verb.Add(forced);
        return verb;
    }

    private static Command Worker()
    {
        var name = new Argument<string>("name") { Description = $"Which: {string.Join(", ", WorkerCommand.Names)}." };
        var verb = Verb("worker", "Runs a built-in worker on standard input and output.", (parsed, _) => WorkerCommand.RunAsync(parsed.GetValue(name)!));
        verb.Add(name);
        return verb;
    }

    private static Command Verb(string name, string description, Func<ParseResult, CancellationToken, Task<int>> action)
    {
        var verb = new Command(name, description);
        verb.SetAction(action);
        return verb;
    }

    private static CommonOptions Enter(ParseResult parsed) => CommonOptions.Enter(
        parsed.GetValue(_config)!, parsed.GetValue(_workFolder), parsed.GetValue(_overrides) ?? [], parsed.GetValue(_dotenv));
}
