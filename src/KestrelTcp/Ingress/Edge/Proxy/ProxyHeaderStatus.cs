namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>What the first bytes of a connection are.</summary>
internal enum ProxyHeaderStatus
{
    /// <summary>They may become a header or not.</summary>
    Unclear,

    /// <summary>They begin no header.</summary>
    None,

    /// <summary>The beginning of a header.</summary>
    Incomplete,

    /// <summary>They begin as a header, and go on as none.</summary>
    Invalid,

    /// <summary>A header that tells of the proxy's own connection, as in a health check, or of a client that it cannot name.</summary>
    Unnamed,

    /// <summary>A header that names the client.</summary>
    Named,
}
