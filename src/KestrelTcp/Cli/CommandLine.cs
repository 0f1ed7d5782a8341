using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KestrelTcp.Cli;

/// <summary>The verbs and their flags (SPEC 1). Each verb makes itself.</summary>
internal static class CommandLine
{
    public static RootCommand Make()
    {
        var serve = ServeCommand.Make();
        var root = new RootCommand("KestrelTcp: a TCP application server in front of worker processes. Without a verb it serves.")
        {
            serve,
            ValidateCommand.Make(),
            HealthCommand.Make(),
            StopCommand.Make(),
            WorkersCommand.Make(),
            ConnectionsCommand.Make(),
            ResetCommand.Make(),
            CloseCommand.Make(),
            WorkerCommand.Make(),
        };
        CommonFlags.AddTo(root);
        root.Action = serve.Action;
        var help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show this help.";
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
        return root;
    }

    /// <returns>The exit code.</returns>
    /// <exception cref="StartupException">It cannot be done; the message says why.</exception>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Make().Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            throw new StartupException(Mistake.Describe(parsed));
        }

        // Signals are the business of the verbs: the parser's own handling would end `serve` early.
        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
}
