using System.Text;
using System.Text.Json;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>rpc.*</c>: what is running here.</summary>
internal sealed class RpcInfoService : IRpcService
{
    private readonly byte[] _configuration;

    public RpcInfoService(ServiceOptions options)
    {
        _configuration = ConfigurationJson.Write(options);
        Methods = new Dictionary<string, RpcMethod>
        {
            ["Version"] = request => new(request.Codec == FrameFlags.Raw
                ? Encoding.UTF8.GetBytes(ProductVersion.Text)
                : Json(request, ProductVersion.Text, RpcJson.Plain.String)),

            // As Go encodes bytes: in JSON as base64.
            ["Config"] = request => new(request.Codec == FrameFlags.Raw
                ? _configuration
                : Json(request, _configuration, RpcJson.Plain.ByteArray)),
        };
    }

    public string Name => "rpc";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static byte[] Json<T>(in RpcRequest request, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        request.Codec == FrameFlags.Json
            ? JsonSerializer.SerializeToUtf8Bytes(value, type)
            : throw new RpcException($"rpc: {request.Name} takes JSON or raw, and the request says {request.Codec}");
}
