using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers;

/// <summary>Finds the level that a worker's line names: a leading level word, or the <c>level</c> of a JSON record.</summary>
internal static class StderrLine
{
    private static readonly (string Word, LogLevel Level)[] _words =
    [
        ("debug", LogLevel.Debug),
        ("trace", LogLevel.Debug),
        ("info", LogLevel.Information),
        ("notice", LogLevel.Information),
        ("deprecated", LogLevel.Warning),
        ("warning", LogLevel.Warning),
        ("warn", LogLevel.Warning),
        ("error", LogLevel.Error),
        ("fatal error", LogLevel.Critical),
        ("fatal", LogLevel.Critical),
        ("critical", LogLevel.Critical),
        ("panic", LogLevel.Critical),
        ("alert", LogLevel.Critical),
        ("emergency", LogLevel.Critical),
    ];

    /// <summary>Information when the line names none.</summary>
    public static LogLevel Level(string line)
    {
        var text = line.AsSpan().TrimStart();
        if (text.StartsWith('{'))
        {
            return JsonLevel(line);
        }

        text = text.TrimStart('[');
        foreach (var prefix in (ReadOnlySpan<string>)["php ", "php: "])
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                text = text[prefix.Length..].TrimStart();
            }
        }

        return WordLevel(text);
    }

    private static LogLevel WordLevel(ReadOnlySpan<char> text)
    {
        foreach (var (word, level) in _words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsLetterOrDigit(text[word.Length])))
            {
                return level;
            }
        }

        return LogLevel.Information;
    }

    private static LogLevel JsonLevel(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            foreach (var name in (ReadOnlySpan<string>)["level", "level_name", "severity"])
            {
                if (document.RootElement.TryGetProperty(name, out var level) && level.ValueKind == JsonValueKind.String)
                {
                    return WordLevel(level.GetString());
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A line that only looks like JSON is a line like any other; so is one with half a surrogate pair, which is found when it is asked for.
        }

        return LogLevel.Information;
    }
}
