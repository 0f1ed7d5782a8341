namespace KestrelTcp.Configuration;

/// <summary>Where to listen, as written in the file: <c>host:port</c>, <c>:port</c>, <c>tcp://...</c> or <c>unix:///path</c>.</summary>
internal sealed record ListenAddress
{
    /// <summary>Path of a unix socket; null for TCP.</summary>
    public string? UnixPath { get; init; }

    /// <summary>Host name or literal address without brackets; empty: all addresses of both families.</summary>
    public string Host { get; init; } = "";

    /// <summary>0 asks for a free port.</summary>
    public int Port { get; init; }

    /// <inheritdoc/>
    public override string ToString() => UnixPath is not null
        ? "unix://" + UnixPath
        : Host.Contains(':', StringComparison.Ordinal) ? $"tcp://[{Host}]:{Port}" : $"tcp://{Host}:{Port}";
}
