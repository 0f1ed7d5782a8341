namespace KestrelTcp.Goridge;

/// <summary>What <see cref="FrameHeader.TryRead"/> found.</summary>
public enum FrameHeaderStatus
{
    /// <summary>A whole, valid header.</summary>
    Valid,

    /// <summary>The bytes end before the header does.</summary>
    Incomplete,

    /// <summary>Not a frame: wrong version, impossible header length or wrong checksum.</summary>
    Invalid,
}
