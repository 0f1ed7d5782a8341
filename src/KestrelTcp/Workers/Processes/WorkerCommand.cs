using KestrelTcp.Configuration;
using KestrelTcp.Io;

namespace KestrelTcp.Workers.Processes;

/// <summary>What is run as a worker: program, arguments and environment (SPEC 2, server).</summary>
internal sealed class WorkerCommand
{
    /// <summary>The level of RoadRunner that we are compatible with; PHP packages read it.</summary>
    public const string CompatibleVersion = "2025.1.3";

    private const string _ownName = "kestreltcp";

    private readonly IReadOnlyList<string> _command;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly ProcessIdentity? _identity;

    public WorkerCommand(IReadOnlyList<string> command, WorkerCommandOptions server, string? rpcListen)
    {
        Text = string.Join(' ', command);
        _command = ResolveOwnName(command);
        _environment = MakeEnvironment(server, rpcListen);
        RelayTimeout = server.RelayTimeout;
        _identity = ProcessIdentity.Find(server.User, server.Group);
    }

    /// <summary>How long a worker may take to dial the relay socket.</summary>
    public TimeSpan RelayTimeout { get; }

    /// <summary>As the configuration has it.</summary>
    public string Text { get; }

    /// <exception cref="ProcessStartException">It cannot be started.</exception>
    /// <param name="loop">Watches its standard input and output; null: they are ordinary streams.</param>
    public ChildProcess Start(IoLoop? loop = null) => ProcessStarter.Start(_command, _environment, _identity, loop);

    /// <summary>A command to run once as the service starts.</summary>
    public static WorkerCommand ForInit(OnInitOptions init, WorkerCommandOptions server, string? rpcListen) =>
        new(init.Command, server with { Env = Merge(server.Env, init.Env), User = init.User, Group = null }, rpcListen);

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> over)
    {
        var merged = new Dictionary<string, string>(first);
        foreach (var (name, value) in over)
        {
            merged[name] = value;
        }

        return merged;
    }

    /// <summary>A command whose first word is our own name means this very program, however it was started.</summary>
    private static IReadOnlyList<string> ResolveOwnName(IReadOnlyList<string> command)
    {
        if (command[0] != _ownName || Environment.ProcessPath is not { } host)
        {
            return command;
        }

        var arguments = command.Skip(1);
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? [host, Path.Combine(AppContext.BaseDirectory, _ownName + ".dll"), .. arguments]
            : [host, .. arguments];
    }

    private static Dictionary<string, string> MakeEnvironment(WorkerCommandOptions server, string? rpcListen)
    {
        var result = new Dictionary<string, string>();
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            result[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        result["RR_RELAY"] = server.Relay;
        if (rpcListen is not null)
        {
            result["RR_RPC"] = rpcListen;
        }

        foreach (var (name, value) in server.Env)
        {
            result[name] = value;
        }

        result["RR_VERSION"] = CompatibleVersion;
        result["KESTRELTCP_VERSION"] = ProductVersion.Text;
        result["RR_MODE"] = "tcp";
        return result;
    }
}
