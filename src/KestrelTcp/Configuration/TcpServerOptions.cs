using System.Net;

namespace KestrelTcp.Configuration;

/// <summary>One entry of <c>tcp.servers</c>.</summary>
internal sealed record TcpServerOptions
{
    public const long DefaultMaxMessageSize = 64L << 20;

    /// <summary>Lower case, as RoadRunner hands it to workers.</summary>
    public required string Name { get; init; }

    public required ListenAddress Address { get; init; }

    public FramingKind Framing { get; init; } = FramingKind.Batch;

    /// <summary>At least one byte; used by batch and split.</summary>
    public ReadOnlyMemory<byte> Delimiter { get; init; } = "\r\n"u8.ToArray();

    /// <summary>There when the framing is length or fixed.</summary>
    public LengthOptions? Length { get; init; }

    /// <summary>Bytes (the file says MB).</summary>
    public int ReadBufferSize { get; init; } = 1 << 20;

    /// <summary>Bytes; a longer message closes its connection.</summary>
    public long MaxMessageSize { get; init; } = DefaultMaxMessageSize;

    /// <summary>The client takes none of our bytes for that long: the connection is closed.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Nothing received and no event in flight for that long: closed. Zero: off.</summary>
    public TimeSpan IdleTimeout { get; init; }

    /// <summary>From connect to the first complete message. Zero: off.</summary>
    public TimeSpan FirstMessageTimeout { get; init; }

    /// <summary>Open connections; one more is refused. 0: off.</summary>
    public int MaxConnections { get; init; }

    /// <summary>Open connections of one client address; one more is refused. 0: off.</summary>
    public int MaxConnectionsPerIp { get; init; }

    /// <summary>Null: off.</summary>
    public ConnectionRateOptions? ConnectionRatePerIp { get; init; }

    /// <summary>Clients that are admitted; empty: all.</summary>
    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];

    /// <summary>Clients that are not, even when <see cref="Allow"/> has them.</summary>
    public IReadOnlyList<IPNetwork> Deny { get; init; } = [];

    public ProxyProtocolMode ProxyProtocol { get; init; }

    /// <summary>Who may tell a client's address by a PROXY header; empty: everybody.</summary>
    public IReadOnlyList<IPNetwork> ProxyTrusted { get; init; } = [];

    /// <summary>Kernel queue of connections not yet accepted.</summary>
    public int Backlog { get; init; } = 512;

    public bool NoDelay { get; init; } = true;

    public bool KeepAlive { get; init; } = true;

    /// <summary>Several processes may listen on the same port.</summary>
    public bool ReusePort { get; init; }

    /// <summary>Null: nothing is encrypted.</summary>
    public TlsOptions? Tls { get; init; }

    public UnixSocketOptions? UnixSocket { get; init; }

    /// <summary>A pool of this server's own; null: the shared one.</summary>
    public PoolOptions? Pool { get; init; }
}
