namespace KestrelTcp.Configuration;

/// <summary>Whether connections begin with a PROXY header (SPEC 2, <c>proxy_protocol</c>).</summary>
internal enum ProxyProtocolMode
{
    Off,

    /// <summary>Each does; one without is refused.</summary>
    On,

    /// <summary>Those of trusted proxies may; all others are plain clients.</summary>
    Optional,
}
