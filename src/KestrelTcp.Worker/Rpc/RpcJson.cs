using System.Text.Json.Serialization;

namespace KestrelTcp.Worker.Rpc;

/// <summary>Code for the JSON of the typed calls, made by the compiler.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(RpcMetric))]
internal sealed partial class RpcJson : JsonSerializerContext;
