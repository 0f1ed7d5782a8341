namespace KestrelTcp.Operations.Sampling;

/// <summary>How the service or a pool is, the worse the later.</summary>
internal enum ServiceState
{
    Serving,

    /// <summary>Has not served yet.</summary>
    Starting,

    /// <summary>A stop has begun.</summary>
    Draining,

    /// <summary>Workers are there, but none was free or finished an event for five seconds.</summary>
    Stalled,

    /// <summary>No worker, or no listener.</summary>
    Down,
}
