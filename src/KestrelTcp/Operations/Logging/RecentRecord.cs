using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>A log record that is still remembered.</summary>
/// <param name="Time">UTC; of the last one, when the same text came several times in a row.</param>
/// <param name="Level">Its severity.</param>
/// <param name="Logger">Short name, as <c>tcp</c>.</param>
/// <param name="Text">The message, with what went wrong; the end of a long one is cut off.</param>
/// <param name="Times">How often it came in a row.</param>
internal sealed record RecentRecord(DateTime Time, LogLevel Level, string Logger, string Text, int Times = 1);
