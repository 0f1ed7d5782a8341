using System.Collections.Concurrent;
using System.Text;

namespace KestrelTcp.Operations.Logging;

/// <summary>Keys of a record's extra fields: a hole's name in RoadRunner's style (<c>RemoteAddr</c>: <c>remote_addr</c>).</summary>
internal static class LogFieldNames
{
    // Names come from message templates in the code, so there are few.
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    public static string Key(string name) => Known.GetOrAdd(name, static name =>
    {
        var key = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && !char.IsAsciiLetterUpper(name[i - 1]) && name[i - 1] != '_')
                key.Append('_');
            key.Append(char.ToLowerInvariant(name[i]));
        }

        // A record's own keys must stay what they are.
        return key.ToString() is "level" or "ts" or "logger" or "msg" or "error" or "stacktrace" ? key.Append('_').ToString() : key.ToString();
    });
}
