namespace KestrelTcp.Configuration;

/// <summary>When a server's connections become encrypted.</summary>
internal enum TlsMode
{
    /// <summary>From their first byte on.</summary>
    Implicit,

    /// <summary>When a worker answers STARTTLS.</summary>
    StartTls,
}
