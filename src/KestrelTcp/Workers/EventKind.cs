namespace KestrelTcp.Workers;

/// <summary>What an event tells a worker.</summary>
internal enum EventKind
{
    Connected,
    Data,
    Closed,
}
