namespace KestrelTcp.Configuration;

/// <summary>Permissions of a unix socket's file; null leaves what the system gives.</summary>
internal sealed record UnixSocketOptions
{
    public UnixFileMode? Mode { get; init; }

    public uint? Uid { get; init; }

    public uint? Gid { get; init; }
}
