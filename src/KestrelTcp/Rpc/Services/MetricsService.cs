using System.Globalization;
using System.Text.Json;
using KestrelTcp.Configuration;
using KestrelTcp.Operations.Metrics;
using KestrelTcp.Rpc.Messages;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>metrics.*</c>: the application's own metrics.</summary>
internal sealed partial class MetricsService : IRpcService
{
    private readonly UserCollectors _collectors;
    private readonly ILogger _logger;

    public MetricsService(UserCollectors collectors, ILogger logger)
    {
        _collectors = collectors;
        _logger = logger;
        Methods = new Dictionary<string, RpcMethod>
        {
            ["Add"] = Change(collectors.Add),
            ["Sub"] = Change(collectors.Sub),
            ["Set"] = Change(collectors.Set),
            ["Observe"] = Change(collectors.Observe),
            ["Declare"] = JsonMethod.Of(RpcJson.Plain.DeclareArgument, RpcJson.Plain.Boolean, Declare),
            ["Unregister"] = JsonMethod.Of(RpcJson.Plain.String, RpcJson.Plain.Boolean, Unregister),
        };
    }

    public string Name => "metrics";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static RpcMethod Change(Action<string, double, IReadOnlyList<string>?> change) =>
        JsonMethod.Of(RpcJson.Plain.MetricArgument, RpcJson.Plain.Boolean, argument =>
        {
            change(argument?.Name ?? "", argument?.Value ?? 0, argument?.Labels);
            return true;
        });

    private bool Declare(DeclareArgument? argument)
    {
        if (argument is not { Name: { Length: > 0 } name, Collector: { } collector })
        {
            throw new RpcException("metrics.Declare takes a name and a collector");
        }

        if (_collectors.Contains(name))
        {
            // Every worker declares what it uses when it starts, and only the first one is new.
            LogDeclaredAgain(_logger, name);
            return true;
        }

        _collectors.Declare(name, new CollectorOptions
        {
            Type = collector.Type ?? "",
            Namespace = collector.Namespace ?? "",
            Subsystem = collector.Subsystem ?? "",
            Help = collector.Help ?? "",
            Labels = collector.Labels ?? [],
            Buckets = collector.Buckets ?? [],
            Objectives = [.. Objectives(collector.Objectives)],
        });
        return true;
    }

    private bool Unregister(string? name)
    {
        _collectors.Unregister(name ?? "");
        return true;
    }

    private static IEnumerable<(double Quantile, double Epsilon)> Objectives(JsonElement element)
    {
        var maps = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : new[] { element };
        foreach (var pair in maps.Where(map => map.ValueKind == JsonValueKind.Object).SelectMany(map => map.EnumerateObject()))
        {
            yield return double.TryParse(pair.Name, NumberStyles.Float, CultureInfo.InvariantCulture, out var quantile) && pair.Value.ValueKind == JsonValueKind.Number
                ? (quantile, pair.Value.GetDouble())
                : throw new RpcException($"metrics.Declare: \"{pair.Name}\" is not a quantile with its allowed error, such as \"0.99\": 0.001");
        }
    }

    [LoggerMessage(3041, LogLevel.Warning, "metrics.Declare: there is a collector {Name} already; it is kept as it is")]
    private static partial void LogDeclaredAgain(ILogger logger, string name);
}
