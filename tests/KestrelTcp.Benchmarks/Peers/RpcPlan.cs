using System.Text.Json;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>What a load of RPC calls is to be; goes to its process as JSON.</summary>
/// <param name="Address">The server's <c>rpc.listen</c>.</param>
/// <param name="Clients">Connections, each with one call under way at most.</param>
/// <param name="Calls">Calls of all of them together.</param>
/// <param name="Seconds">The time that they are spread over.</param>
/// <param name="Workers">Workers that the server must tell of.</param>
/// <param name="Connections">TCP connections that it must tell of, once they are there.</param>
internal sealed record RpcPlan(string Address, int Clients, int Calls, double Seconds, int Workers, int Connections)
{
    public string ToJson() => JsonSerializer.Serialize(this);

    public static RpcPlan Parse(string json) => JsonSerializer.Deserialize<RpcPlan>(json)!;
}
