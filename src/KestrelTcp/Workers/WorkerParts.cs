using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Workers;

/// <summary>What a worker is made of once it has shaken hands.</summary>
internal sealed record WorkerParts(ChildProcess Process, IWorkerLink Link, FrameReader Reader, WorkerStderr Stderr, WorkerHandshake Handshake);
