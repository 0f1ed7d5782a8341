namespace KestrelTcp.Worker;

/// <summary>What a <see cref="TcpAnswer"/> asks the server to do.</summary>
public enum TcpAnswerKind
{
    /// <summary>Read on.</summary>
    Continue,

    /// <summary>Send the body, read on.</summary>
    Write,

    /// <summary>Send the body, then close.</summary>
    WriteClose,

    /// <summary>Close.</summary>
    Close,

    /// <summary>Send the body, then begin encryption.</summary>
    StartTls,

    /// <summary>Close, and log the text.</summary>
    Error,
}
