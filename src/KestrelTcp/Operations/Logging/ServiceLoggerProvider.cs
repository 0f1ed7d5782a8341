using KestrelTcp.Configuration;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>The <c>logs</c> section at work.</summary>
internal sealed class ServiceLoggerProvider : ILoggerProvider
{
    private readonly LogChannels _channels;
    private readonly LogQueue _queue;

    /// <exception cref="StartupException">An output cannot be opened.</exception>
    public ServiceLoggerProvider(LogOptions options)
    {
        _channels = new LogChannels(options);
        _queue = new LogQueue(_channels.Sinks);
    }

    public ILogger CreateLogger(string categoryName)
    {
        var name = LoggerNames.From(categoryName);
        return new ServiceLogger(name, _channels.For(name), _queue, Recent);
    }

    public RecentRecords Recent { get; } = new();

    /// <inheritdoc cref="LogQueue.Flush"/>
    public bool Flush(TimeSpan? patience = null) => _queue.Flush(patience);

    public void Dispose()
    {
        _queue.Dispose();
        _channels.Dispose();
    }
}
