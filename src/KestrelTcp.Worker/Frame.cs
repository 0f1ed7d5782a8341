using KestrelTcp.Goridge;

namespace KestrelTcp.Worker;

/// <summary>A frame in the read buffer; its payload is good until the buffer is filled again.</summary>
internal readonly record struct Frame(FrameHeader Header, ReadOnlyMemory<byte> Payload)
{
    public ReadOnlyMemory<byte> Context => Payload[..(int)Header.Option0];

    public ReadOnlyMemory<byte> Body => Payload[(int)Header.Option0..];

    /// <summary>The event's number when the server wants it back with the answer (PROTOCOL 8.3).</summary>
    public uint? Sequence => Header.OptionCount > 1 ? Header.Option1 : null;
}
