using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>The <c>server</c> section to <see cref="WorkerCommandOptions"/>.</summary>
internal static class ServerReader
{
    private static readonly WorkerCommandOptions Defaults = new() { Command = [] };

    public static WorkerCommandOptions Read(SectionReader section) => new()
    {
        Command = section.Command("command") ?? [],
        Relay = Relay(section),
        RelayTimeout = section.DurationOrDefault("relay_timeout", Defaults.RelayTimeout),
        User = section.Value("user"),
        Group = section.Value("group"),
        Env = section.Environment("env"),
        OnInit = section.Section("on_init") is { } init ? OnInit(init) : null,
    };

    private static string Relay(SectionReader section)
    {
        if (section.Value("relay") is not { } relay)
            return Defaults.Relay;

        if (relay.Equals("pipes", StringComparison.OrdinalIgnoreCase))
            return "pipes";

        if (!relay.StartsWith("tcp://", StringComparison.OrdinalIgnoreCase) && !relay.StartsWith("unix://", StringComparison.OrdinalIgnoreCase))
            section.Error("relay", $"\"{relay}\" is not a relay", "use pipes, tcp://host:port or unix://path");
        else if (AddressParser.Parse(relay, out var what, out var cure) is null)
            section.Error("relay", what, cure);

        return relay;
    }

    private static OnInitOptions OnInit(SectionReader section)
    {
        var command = section.Command("command");
        if (!section.Has("command"))
            section.Error("command", "the command should not be empty", "give the command to run before the workers start, or remove on_init");

        var defaults = new OnInitOptions { Command = command ?? [] };
        return defaults with
        {
            ExecTimeout = section.DurationOrDefault("exec_timeout", defaults.ExecTimeout),
            Env = section.Environment("env"),
            User = section.Value("user"),
            ExitOnError = section.Boolean("exit_on_error", defaults.ExitOnError),
        };
    }
}
