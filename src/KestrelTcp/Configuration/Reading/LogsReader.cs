using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration.Reading;

/// <summary>The <c>logs</c> section to <see cref="LogOptions"/>.</summary>
internal static class LogsReader
{
    private static readonly (string, LogMode)[] Modes =
        [("development", LogMode.Development), ("production", LogMode.Production), ("raw", LogMode.Raw), ("off", LogMode.Off), ("none", LogMode.Off)];

    private static readonly (string, LogSeverity?)[] Levels =
        [("debug", LogSeverity.Debug), ("info", LogSeverity.Info), ("warn", LogSeverity.Warn), ("error", LogSeverity.Error), ("panic", LogSeverity.Panic)];

    private static readonly (string, LogEncoding?)[] Encodings = [("console", LogEncoding.Console), ("json", LogEncoding.Json)];

    public static LogOptions Read(SectionReader section)
    {
        var logs = ReadOne(section, new LogOptions());
        var channels = new Dictionary<string, LogOptions>();
        foreach (var (name, channel) in section.NamedSections("channels", "give it keys such as level: info, or remove it"))
            channels[name] = ReadOne(channel, logs);

        return logs with { Channels = channels };
    }

    // What a channel leaves out it has from the section around it.
    private static LogOptions ReadOne(SectionReader section, LogOptions from)
    {
        var file = section.Section("file_logger_options") is { } options ? File(options) : null;
        return new LogOptions
        {
            Mode = Mode(section, from.Mode),
            Level = section.Choice("level", from.Level, Levels),
            Encoding = section.Choice("encoding", from.Encoding, Encodings),
            Output = section.Value("output") ?? from.Output,
            ErrorOutput = section.Value("err_output") ?? from.ErrorOutput,
            LineEnding = section.Text("line_ending") is { Length: > 0 } ending ? ending : from.LineEnding,
            // A channel that names its own output does not go to the file of the others.
            File = file ?? (section.Has("output") ? null : from.File),
        };
    }

    // Tools that write YAML turn the word off into false.
    private static LogMode Mode(SectionReader section, LogMode fallback) =>
        section.Node("mode") is ScalarNode { Plain: true, Text: "false" } ? LogMode.Off : section.Choice("mode", fallback, Modes);

    private static LogFileOptions File(SectionReader section)
    {
        var output = section.Value("log_output");
        if (output is null)
            section.Error("log_output", "the file to write to is not given", "give its path, such as /var/log/app.log");

        var defaults = new LogFileOptions { LogOutput = output ?? "" };
        return defaults with
        {
            MaxSize = OrDefault(section.Integer("max_size", 0, 0, 1 << 20), defaults.MaxSize),
            MaxAge = OrDefault(section.Integer("max_age", 0, 0, 36500), defaults.MaxAge),
            MaxBackups = OrDefault(section.Integer("max_backups", 0, 0, 100000), defaults.MaxBackups),
            Compress = section.Boolean("compress", defaults.Compress),
        };
    }

    private static int OrDefault(int value, int fallback) => value == 0 ? fallback : value;
}
