using System.Globalization;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Operations.Logging;

/// <summary>Turns one log call into a record: the text is made by the caller, everything else by the writer thread.</summary>
/// <param name="name">Short name, as <c>tcp</c>.</param>
/// <param name="channel">Null: this logger is off.</param>
/// <param name="queue">What is to be written.</param>
/// <param name="recent">What is to be remembered, written or not.</param>
internal sealed class ServiceLogger(string name, LogChannel? channel, LogQueue queue, RecentRecords recent) : ILogger
{
    private const string TemplateField = "{OriginalFormat}";

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => Writes(logLevel) || RecentRecords.Wants(name, logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var time = DateTime.UtcNow;
        var text = formatter(state, exception);
        var error = Describe(exception);
        if (RecentRecords.Wants(name, logLevel))
            recent.Add(time, logLevel, name, error is null ? text : $"{text}: {error}");
        if (channel is null || !Writes(logLevel))
            return;
        var fields = (channel.Format.WantsFields || state is LogAttributes) && state is IReadOnlyList<KeyValuePair<string, object?>> holes ? Copy(holes) : null;
        queue.Add(new LogRecord(channel, time, logLevel, name, text, fields, error, Stack(exception, logLevel)));
    }

    private bool Writes(LogLevel level) => channel is not null && level >= channel.Minimum && level != LogLevel.None;

    private static KeyValuePair<string, object?>[]? Copy(IReadOnlyList<KeyValuePair<string, object?>> holes)
    {
        var fields = new List<KeyValuePair<string, object?>>(holes.Count);
        for (var i = 0; i < holes.Count; i++)
        {
            var (key, value) = holes[i];
            if (key != TemplateField)
                fields.Add(new(key, Frozen(value)));
        }

        return fields.Count == 0 ? null : [.. fields];
    }

    /// <summary>What the writer thread may still read when the caller has gone on: anything that could change by then is text now.</summary>
    private static object? Frozen(object? value) => value switch
    {
        null or string or bool or int or long or double => value,
        short or ushort or byte or sbyte or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string? Describe(Exception? exception) => exception switch
    {
        null => null,
        StartupException => exception.Message,
        { InnerException: { } inner } when inner.Message != exception.Message => $"{exception.GetType().Name}: {exception.Message} ({Describe(inner)})",
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };

    /// <summary>Of errors and for those who debug; a message meant for people has none.</summary>
    private string? Stack(Exception? exception, LogLevel level) =>
        exception is not StartupException && (level >= LogLevel.Error || channel!.Minimum <= LogLevel.Debug) ? exception?.StackTrace : null;
}
