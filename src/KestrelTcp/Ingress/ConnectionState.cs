namespace KestrelTcp.Ingress;

/// <summary>What a connection is at.</summary>
internal enum ConnectionState
{
    /// <summary>Waits for input.</summary>
    Waiting,

    /// <summary>An event of it is at a worker, or waits for one.</summary>
    Working,

    /// <summary>Waits for the client to take what it was sent.</summary>
    Sending,

    /// <summary>About to end.</summary>
    Closing,
}
