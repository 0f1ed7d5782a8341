namespace KestrelTcp.FunctionalTests.Rpc;

/// <summary>Sections of a server that is asked over RPC.</summary>
internal static class RpcSetup
{
    public const string Sections = """
        rpc: {listen: 'tcp://127.0.0.1:@rpc@'}
        kv: {sessions: {driver: memory, config: {}}}
        """;

    public static string Address(ServerProcess server) => $"tcp://127.0.0.1:{server.Port("rpc")}";
}
