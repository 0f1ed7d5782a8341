namespace KestrelTcp.Goridge;

/// <summary>What <see cref="RpcMessage.TryRead"/> found.</summary>
public enum RpcReadStatus
{
    /// <summary>A whole message.</summary>
    Message,

    /// <summary>The bytes end before the message does.</summary>
    Incomplete,

    /// <summary>Not a frame, or a frame that is no RPC message.</summary>
    Invalid,

    /// <summary>Longer than the reader takes.</summary>
    TooBig,
}
