using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>What <c>logs</c> or one of its <c>channels</c> comes to: from which level on, in which form, where to.</summary>
internal sealed record LogChannel(LogLevel Minimum, ILogFormat Format, LogSink Sink);
