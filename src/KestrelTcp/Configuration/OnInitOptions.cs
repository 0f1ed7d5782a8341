namespace KestrelTcp.Configuration;

/// <summary><c>server.on_init</c>: a command run once before the workers start.</summary>
internal sealed record OnInitOptions
{
    public required IReadOnlyList<string> Command { get; init; }

    public TimeSpan ExecTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    public string? User { get; init; }

    /// <summary>Whether a failure ends the server; else it is only logged.</summary>
    public bool ExitOnError { get; init; }
}
