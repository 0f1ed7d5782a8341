namespace KestrelTcp.Configuration;

/// <summary>The <c>server</c> section: how a worker process is started.</summary>
internal sealed record WorkerCommandOptions
{
    /// <summary>Program and arguments; empty only when every pool has a command of its own.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary><c>pipes</c>, <c>tcp://host:port</c> or <c>unix://path</c>.</summary>
    public string Relay { get; init; } = "pipes";

    /// <summary>The socket of <see cref="Relay"/>; null: pipes.</summary>
    public ListenAddress? RelayAddress => Relay == "pipes" ? null : Values.AddressParser.Parse(Relay, out _, out _);

    /// <summary>How long a worker may take to dial in on a socket relay.</summary>
    public TimeSpan RelayTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>User name or uid to run workers as; null: ours.</summary>
    public string? User { get; init; }

    /// <summary>Group name or gid to run workers as; null: the user's own.</summary>
    public string? Group { get; init; }

    /// <summary>Added to the environment; names in upper case.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Run once before the first worker; null: nothing.</summary>
    public OnInitOptions? OnInit { get; init; }
}
