using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Workers;

/// <summary>What is known of a worker that is gone.</summary>
/// <param name="Exit">How the process ended.</param>
/// <param name="Killed">Why we ended it or let it retire; null when it ended unasked.</param>
/// <param name="Taken">Bytes of its input that it had read.</param>
/// <param name="LastOutput">The last lines of its standard error.</param>
internal readonly record struct WorkerRemains(ProcessExit Exit, WorkerEnd? Killed, long Taken, string LastOutput);
