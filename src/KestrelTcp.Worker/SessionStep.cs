namespace KestrelTcp.Worker;

/// <summary>What <see cref="WorkerSession.Advance"/> came to.</summary>
internal enum SessionStep
{
    /// <summary>An event is to be handled and answered.</summary>
    Event,

    /// <summary>All whole frames are handled.</summary>
    NeedsInput,

    /// <summary>The server said stop.</summary>
    Stopped,
}
