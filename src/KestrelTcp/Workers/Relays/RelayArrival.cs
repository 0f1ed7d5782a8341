using KestrelTcp.Goridge;

namespace KestrelTcp.Workers.Relays;

/// <summary>A worker that has dialled in and said who it is.</summary>
/// <param name="Link">Its connection.</param>
/// <param name="Reader">Reads from it; may hold more already.</param>
/// <param name="Hello">Its pid answer.</param>
internal sealed record RelayArrival(SocketLink Link, FrameReader Reader, ControlMessage Hello);
