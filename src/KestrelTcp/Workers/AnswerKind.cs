namespace KestrelTcp.Workers;

/// <summary>What a worker said to an event (SPEC 4); also the label of <c>rr_tcp_events_total</c>.</summary>
internal enum AnswerKind
{
    /// <summary>No frame at all.</summary>
    None,
    Continue,
    Write,
    WriteClose,
    Close,
    StartTls,

    /// <summary>A context that is none of the words above, or a streamed frame.</summary>
    Unknown,

    /// <summary>An error frame.</summary>
    Error,
}
