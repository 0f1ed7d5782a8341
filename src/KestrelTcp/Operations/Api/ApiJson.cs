using System.Text.Json.Serialization;
using KestrelTcp.Operations.Api.Messages;

namespace KestrelTcp.Operations.Api;

/// <summary>Code for the JSON of <c>/api</c>, made by the compiler. Characters that mean something in HTML are escaped.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(Messages.Dashboard))]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(ServerList))]
[JsonSerializable(typeof(PoolList))]
[JsonSerializable(typeof(WorkerList))]
[JsonSerializable(typeof(ConnectionList))]
[JsonSerializable(typeof(ErrorList))]
[JsonSerializable(typeof(History))]
[JsonSerializable(typeof(ApiError))]
internal sealed partial class ApiJson : JsonSerializerContext;
