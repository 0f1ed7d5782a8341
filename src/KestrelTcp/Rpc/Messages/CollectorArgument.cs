using System.Text.Json;

namespace KestrelTcp.Rpc.Messages;

/// <summary>The collector of <c>metrics.Declare</c>. Objectives are quantiles and their allowed errors: a map, or a list of maps as in the configuration file.</summary>
internal sealed record CollectorArgument(
    string? Namespace,
    string? Subsystem,
    string? Type,
    string? Help,
    string[]? Labels,
    double[]? Buckets,
    JsonElement Objectives);
