namespace KestrelTcp.Goridge;

/// <summary>Bits of a frame header's eleventh byte; not covered by the checksum (PROTOCOL 1.1).</summary>
[Flags]
public enum StreamFlags : byte
{
    /// <summary>An ordinary frame.</summary>
    None = 0,

    /// <summary>One chunk of a streamed answer.</summary>
    Stream = 0x01,

    /// <summary>Ends a stream.</summary>
    Stop = 0x02,

    /// <summary>Asks for a pong.</summary>
    Ping = 0x04,

    /// <summary>Answers a ping.</summary>
    Pong = 0x08,
}
