using KestrelTcp.Goridge;
using KestrelTcp.Operations.Logging;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>app.*</c>: the application's own log records, under the logger <c>app</c>.</summary>
internal sealed class AppService : IRpcService
{
    private static readonly EventId _id = new(3051);

    private readonly ILogger _logger;
    private readonly TextWriter _error;

    /// <param name="logger">The logger <c>app</c>.</param>
    /// <param name="error">Where <c>app.Log</c> writes, as it is.</param>
    public AppService(ILogger logger, TextWriter error)
    {
        (_logger, _error) = (logger, error);
        var methods = new Dictionary<string, RpcMethod>
        {
            ["Log"] = Plain(entry => _error.Write(entry.Message)),
            ["LogWithContext"] = WithContext(entry => _error.Write(entry.Attributes.Count == 0 ? entry.Message : Text(entry))),
        };
        foreach (var (name, level) in (ReadOnlySpan<(string, LogLevel)>)
            [("Error", LogLevel.Error), ("Warning", LogLevel.Warning), ("Info", LogLevel.Information), ("Debug", LogLevel.Debug)])
        {
            methods[name] = Plain(entry => Log(level, entry));
            methods[name + "WithContext"] = WithContext(entry => Log(level, entry));
        }

        Methods = methods;
    }

    public string Name => "app";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static RpcMethod Plain(Action<RpcLogEntry> log) => JsonMethod.Of(RpcJson.Plain.String, RpcJson.Plain.Boolean, text =>
    {
        log(new RpcLogEntry(text ?? "", []));
        return true;
    });

    private static RpcMethod WithContext(Action<RpcLogEntry> log) => ProtoMethod.Of(RpcLogEntry.Parse, entry =>
    {
        log(entry);
        return [];
    });

    private static string Text(RpcLogEntry entry) => $"{entry.Message} {string.Join(' ', entry.Attributes.Select(pair => $"{pair.Key}={pair.Value}"))}";

    /// <summary>Not with a generated method: the fields are the application's, not ours.</summary>
    private void Log(LogLevel level, RpcLogEntry entry)
    {
        var fields = new LogAttributes([.. entry.Attributes.Select(pair => new KeyValuePair<string, object?>(pair.Key, pair.Value))]);
        _logger.Log(level, _id, fields, null, (_, _) => entry.Message);
    }
}
