using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>One record on its way to the writer thread.</summary>
/// <param name="Channel">Decides form and destination.</param>
/// <param name="Time">UTC.</param>
/// <param name="Level">Its severity.</param>
/// <param name="Logger">Short name, as <c>tcp</c>.</param>
/// <param name="Message">Complete text, not escaped.</param>
/// <param name="Fields">The message's named holes with values safe to read on another thread; null where the form has no use for them.</param>
/// <param name="Error">What went wrong, in one line.</param>
/// <param name="Stack">Where it went wrong; null when nobody wants to know.</param>
internal sealed record LogRecord(
    LogChannel Channel,
    DateTime Time,
    LogLevel Level,
    string Logger,
    string Message,
    KeyValuePair<string, object?>[]? Fields = null,
    string? Error = null,
    string? Stack = null);
