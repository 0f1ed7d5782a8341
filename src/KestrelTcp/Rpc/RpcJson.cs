using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KestrelTcp.Rpc.Messages;

namespace KestrelTcp.Rpc;

/// <summary>Code for the JSON of arguments and results, made by the compiler: nothing is looked up while running.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(SendArgument))]
[JsonSerializable(typeof(BroadcastArgument))]
[JsonSerializable(typeof(ConnectionList))]
[JsonSerializable(typeof(WorkerList))]
[JsonSerializable(typeof(MetricArgument))]
[JsonSerializable(typeof(DeclareArgument))]
internal sealed partial class RpcJson : JsonSerializerContext
{
    /// <summary>Writes text as it is: nobody puts it into a web page.</summary>
    public static RpcJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
