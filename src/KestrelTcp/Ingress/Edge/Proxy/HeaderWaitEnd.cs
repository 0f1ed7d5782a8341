namespace KestrelTcp.Ingress.Edge.Proxy;

/// <summary>What ended the wait for a header.</summary>
internal enum HeaderWaitEnd
{
    /// <summary>What was received decides.</summary>
    Decided,
    Closed,
    Deadline,
}
