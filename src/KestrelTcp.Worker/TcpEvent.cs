namespace KestrelTcp.Worker;

/// <summary>What happened to a connection.</summary>
public enum TcpEvent
{
    /// <summary>A client has connected.</summary>
    Connected,

    /// <summary>A message has arrived.</summary>
    Data,

    /// <summary>The connection is gone; an answer has no effect.</summary>
    Closed,
}
