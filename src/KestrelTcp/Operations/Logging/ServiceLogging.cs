using KestrelTcp.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>All loggers of the process. Dispose it last: that writes out what is still queued.</summary>
internal sealed class ServiceLogging : IDisposable
{
    private readonly ServiceLoggerProvider _provider;

    /// <param name="options">The <c>logs</c> section.</param>
    /// <param name="hostSettings">appsettings.json, whose <c>Logging:LogLevel</c> may quieten or open up categories.</param>
    /// <exception cref="StartupException">An output cannot be opened.</exception>
    public ServiceLogging(LogOptions options, IConfiguration? hostSettings = null)
    {
        _provider = new ServiceLoggerProvider(options);
        Factory = LoggerFactory.Create(builder =>
        {
            builder.SetMinimumLevel(LogLevel.Trace).AddProvider(_provider);
            QuietenKestrel(builder, options);

            // A side endpoint that cannot start is told of in words: this would be its stack trace.
            builder.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
            if (hostSettings is not null)
                builder.AddConfiguration(hostSettings.GetSection("Logging"));
        });
    }

    public ILoggerFactory Factory { get; }

    /// <summary>What was logged last, of note.</summary>
    public RecentRecords Recent => _provider.Recent;

    /// <summary>For the moment before a crash: returns when everything logged so far is written, false when an output did not take it in time.</summary>
    public bool Flush(TimeSpan? patience = null) => _provider.Flush(patience);

    public void Dispose()
    {
        Factory.Dispose();
        _provider.Dispose();
    }

    /// <summary>The web server's own records are of use to those who look for them; a <c>kestrel</c> channel says that somebody does.</summary>
    private static void QuietenKestrel(ILoggingBuilder builder, LogOptions options)
    {
        if (options.Channels.ContainsKey(LoggerNames.Kestrel))
            return;
        builder.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        if (options.Level == LogSeverity.Debug)
            builder.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information);
    }
}
