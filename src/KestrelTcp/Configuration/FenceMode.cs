namespace KestrelTcp.Configuration;

/// <summary>Whether each event is followed by a pid request that bounds its answers (SPEC 5).</summary>
internal enum FenceMode
{
    /// <summary>With every worker that answers a second pid request at its start.</summary>
    Auto,

    /// <summary>Required: a worker that does not answer it fails to start.</summary>
    On,

    /// <summary>Never; one event at a time.</summary>
    Off,
}
