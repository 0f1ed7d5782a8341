namespace KestrelTcp.Ingress.Framing;

/// <summary>What a framing sees in the bytes gathered so far.</summary>
internal enum Cut
{
    /// <summary>A whole message.</summary>
    Message,

    /// <summary>Not yet one.</summary>
    NeedsMore,

    /// <summary>A whole message, if nothing more has arrived meanwhile.</summary>
    IfQuiet,

    /// <summary>What can be no message, so that nobody knows where the next one begins.</summary>
    Broken,
}
