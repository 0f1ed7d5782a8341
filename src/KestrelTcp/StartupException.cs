namespace KestrelTcp;

/// <summary>
/// Why the service cannot run, told to whoever started it: the message says what, where, why and the cure, and is shown without a stack trace.
/// </summary>
internal sealed class StartupException(string message, Exception? cause = null) : Exception(message, cause);
