using KestrelTcp.Configuration;

namespace KestrelTcp.Operations.Logging;

/// <summary>Builds the channels of a <c>logs</c> section; channels that name the same output share it.</summary>
internal sealed class LogChannels : IDisposable
{
    private readonly Dictionary<string, LogSink> _sinks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogChannel?> _channels = new(StringComparer.OrdinalIgnoreCase);
    private readonly LogChannel? _main;
    private readonly Stream _errorOutput;

    public LogChannels(LogOptions options)
    {
        _errorOutput = OpenStream("logs.err_output", options.ErrorOutput);
        try
        {
            _main = Build("logs", options, options);
            foreach (var (name, channel) in options.Channels)
                _channels[name] = Build($"logs.channels.{name}", channel, options);
        }
        catch (StartupException)
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyCollection<LogSink> Sinks => _sinks.Values;

    public bool Has(string logger) => _channels.ContainsKey(logger);

    /// <summary>Null: this logger is off.</summary>
    public LogChannel? For(string logger) => _channels.GetValueOrDefault(logger, _main);

    public void Dispose()
    {
        foreach (var sink in _sinks.Values)
            sink.Dispose();
        _errorOutput.Dispose();
    }

    private LogChannel? Build(string key, LogOptions options, LogOptions main)
    {
        if (options.Mode == LogMode.Off)
            return null;
        var production = options.Mode == LogMode.Production;
        var level = options.Level ?? main.Level ?? (production ? LogSeverity.Info : LogSeverity.Debug);
        var encoding = options.Encoding ?? main.Encoding ?? (production ? LogEncoding.Json : LogEncoding.Console);
        ILogFormat format = options.Mode == LogMode.Raw ? new RawLogFormat(options.LineEnding)
            : encoding == LogEncoding.Json ? new JsonLogFormat(options.LineEnding)
            : new ConsoleLogFormat(options.LineEnding, TerminalColours.For(options.File is null ? options.Output : ""));
        var sink = options.File is null ? SinkFor($"{key}.output", options.Output) : SinkFor($"{key}.file_logger_options.log_output", options.File);
        var channel = new LogChannel(LogLevels.Minimum(level), format, sink);
        sink.NoticeChannel ??= channel;
        return channel;
    }

    private LogSink SinkFor(string key, string output)
    {
        var name = output is "stdout" or "stderr" ? output : Path.GetFullPath(output);
        if (!_sinks.TryGetValue(name, out var sink))
            _sinks[name] = sink = new LogSink(new StreamLogOutput(name, OpenStream(key, output)), _errorOutput);
        return sink;
    }

    private LogSink SinkFor(string key, LogFileOptions file)
    {
        var name = Path.GetFullPath(file.LogOutput);
        if (!_sinks.TryGetValue(name, out var sink))
            _sinks[name] = sink = new LogSink(new RollingFileLogOutput(key, file), _errorOutput);
        return sink;
    }

    private static Stream OpenStream(string key, string output) => output switch
    {
        "stdout" => Console.OpenStandardOutput(),
        "stderr" => Console.OpenStandardError(),
        _ => LogFiles.Open(key, output),
    };
}
