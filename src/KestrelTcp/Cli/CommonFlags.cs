using System.CommandLine;

namespace KestrelTcp.Cli;

/// <summary>The flags that every verb takes.</summary>
internal static class CommonFlags
{
    private static readonly Option<string> _config = new("--config", "-c") { Description = "The configuration file.", Recursive = true, DefaultValueFactory = _ => ".rr.yaml" };
    private static readonly Option<string?> _workFolder = new("--work-dir", "-w") { Description = "The working folder; without it, the configuration file's.", Recursive = true };
    private static readonly Option<string[]> _overrides = new("--override", "-o") { Description = "KEY=VALUE over what the file says, as in -o tcp.pool.num_workers=4; may be repeated.", Recursive = true, DefaultValueFactory = _ => [] };
    private static readonly Option<string?> _dotenv = new("--dotenv") { Description = "A file of KEY=VALUE lines for ${KEY} in the configuration.", Recursive = true };

    /// <summary>serve: no banner and no warnings.</summary>
    public static Option<bool> Silent { get; } = new("--silent", "-s") { Description = "serve: no banner and no warnings about the configuration.", Recursive = true };

    /// <summary>serve: log everything.</summary>
    public static Option<bool> Debug { get; } = new("--debug", "-d") { Description = "serve: log everything.", Recursive = true };

    /// <summary>serve: write <c>.pid</c>.</summary>
    public static Option<bool> PidFile { get; } = new("--pid-file", "-p") { Description = "serve: write the process id to .pid in the working folder.", Recursive = true };

    public static void AddTo(Command root)
    {
        foreach (var option in (ReadOnlySpan<Option>)[_config, _workFolder, _overrides, _dotenv, Silent, Debug, PidFile])
        {
            root.Add(option);
        }
    }

    /// <summary>Goes to the working folder of a command line.</summary>
    /// <exception cref="StartupException">There is no such folder.</exception>
    public static CommonOptions Enter(ParseResult parsed) => CommonOptions.Enter(
        parsed.GetValue(_config)!, parsed.GetValue(_workFolder), parsed.GetValue(_overrides) ?? [], parsed.GetValue(_dotenv));
}
