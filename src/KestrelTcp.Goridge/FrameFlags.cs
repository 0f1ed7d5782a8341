namespace KestrelTcp.Goridge;

/// <summary>Flag bits of a frame header's second byte (PROTOCOL 1.1).</summary>
[Flags]
public enum FrameFlags : byte
{
    /// <summary>A data frame of the worker protocol.</summary>
    None = 0,

    /// <summary>Handshake and stop.</summary>
    Control = 0x01,

    /// <summary>Payload is opaque bytes.</summary>
    Raw = 0x04,

    /// <summary>Payload is JSON.</summary>
    Json = 0x08,

    /// <summary>Payload is MessagePack (gone in Goridge 4).</summary>
    MessagePack = 0x10,

    /// <summary>Payload is Go's gob encoding.</summary>
    Gob = 0x20,

    /// <summary>Payload is an error text.</summary>
    Error = 0x40,

    /// <summary>Payload is protobuf.</summary>
    Protobuf = 0x80,
}
