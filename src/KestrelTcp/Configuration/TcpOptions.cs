namespace KestrelTcp.Configuration;

/// <summary>The <c>tcp</c> section.</summary>
internal sealed record TcpOptions
{
    /// <summary>In the order of the file; at least one.</summary>
    public required IReadOnlyList<TcpServerOptions> Servers { get; init; }

    /// <summary>The pool of every server that has none of its own.</summary>
    public required PoolOptions Pool { get; init; }

    /// <summary>The text sent for the closed event: <c>CLOSE</c> or <c>CLOSED</c>.</summary>
    public string ClosedEvent { get; init; } = "CLOSE";

    /// <summary>Over all servers; null: worked out from the descriptor limit.</summary>
    public int? MaxConnections { get; init; }
}
