namespace KestrelTcp.Ingress.Framing;

/// <summary>What <see cref="MessageReader.Next"/> came to.</summary>
internal enum MessageStatus
{
    /// <summary>A message; it stays valid until the next call.</summary>
    Message,

    /// <summary>The client sends no more; what is left over, perhaps nothing, is the message.</summary>
    EndOfInput,

    /// <summary>More bytes than a message may have.</summary>
    TooBig,

    /// <summary>What can be no message, so that nobody knows where the next one begins.</summary>
    Broken,

    /// <summary>The client sends no more, and what is left over is only part of a message.</summary>
    Incomplete,

    /// <summary>Reading was interrupted, or is to be given up after what has arrived whole.</summary>
    Interrupted,
}
