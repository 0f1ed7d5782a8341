namespace KestrelTcp.Configuration;

/// <summary>How a server cuts its byte stream into messages (SPEC 3).</summary>
internal enum FramingKind
{
    /// <summary>All that has arrived, when it ends with the delimiter and nothing more is waiting.</summary>
    Batch,

    /// <summary>One message per delimiter.</summary>
    Split,

    /// <summary>Records that tell their length.</summary>
    Length,

    /// <summary>Records of one size.</summary>
    Fixed,

    /// <summary>Whatever has arrived.</summary>
    Raw,
}
