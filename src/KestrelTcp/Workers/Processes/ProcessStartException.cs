namespace KestrelTcp.Workers.Processes;

/// <summary>A process could not be started; the message is for people and names the cure.</summary>
internal sealed class ProcessStartException(string message) : Exception(message);
