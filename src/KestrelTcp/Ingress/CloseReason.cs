namespace KestrelTcp.Ingress;

/// <summary>Why a connection ended (SPEC 4): <c>reason</c> of the closed event and of the metrics.</summary>
internal enum CloseReason
{
    /// <summary>The client closed or reset it, or cannot be written to.</summary>
    Client,

    /// <summary>A worker's answer: CLOSE, WRITECLOSE, or an unknown one.</summary>
    Worker,

    /// <summary>Error frame, no answer, worker died, exec_ttl, rubbish.</summary>
    Error,

    /// <summary>Idle, first message or write timeout.</summary>
    Timeout,

    /// <summary>Queue full, or no free worker in time.</summary>
    Limit,

    MessageTooBig,

    /// <summary>Over RPC or the command line.</summary>
    Admin,
    Shutdown,
}
