namespace KestrelTcp.Workers;

/// <summary>A worker could not be started; the message names command, cause, last output and cure.</summary>
internal sealed class WorkerStartException(string message) : Exception(message);
