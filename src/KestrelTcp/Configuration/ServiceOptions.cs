namespace KestrelTcp.Configuration;

/// <summary>Everything that one <c>.rr.yaml</c> says, checked and with defaults in place (SPEC 2). Immutable.</summary>
internal sealed record ServiceOptions
{
    /// <summary>The file's <c>version</c>: "2.7" or "3".</summary>
    public required string Version { get; init; }

    /// <summary>Full path of the main file.</summary>
    public required string Path { get; init; }

    public required WorkerCommandOptions Server { get; init; }

    public required TcpOptions Tcp { get; init; }

    /// <summary>Null: no RPC listener.</summary>
    public RpcOptions? Rpc { get; init; }

    /// <summary>Null: no health endpoint.</summary>
    public StatusOptions? Status { get; init; }

    /// <summary>Null: no metrics endpoint.</summary>
    public MetricsOptions? Metrics { get; init; }

    /// <summary>Storages that RPC offers.</summary>
    public IReadOnlyList<KvStorageOptions> Kv { get; init; } = [];

    public LogOptions Logs { get; init; } = new();

    public EndureOptions Endure { get; init; } = new();
}
