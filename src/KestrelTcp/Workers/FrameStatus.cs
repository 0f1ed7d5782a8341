namespace KestrelTcp.Workers;

/// <summary>What <see cref="FrameReader.TryRead"/> found in what has arrived.</summary>
internal enum FrameStatus
{
    Frame,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>Not a frame: text on the standard output, as a rule.</summary>
    Invalid,

    /// <summary>A frame longer than <see cref="FrameReader.MaxFrameSize"/>.</summary>
    TooLong,
}
