using KestrelTcp.Ingress;
using KestrelTcp.Rpc.Messages;

namespace KestrelTcp.Rpc.Services;

/// <summary><c>tcp.*</c>: open connections.</summary>
internal sealed class TcpService : IRpcService
{
    private readonly IConnectionControl _connections;

    public TcpService(IConnectionControl connections)
    {
        _connections = connections;
        Methods = new Dictionary<string, RpcMethod>
        {
            ["Close"] = JsonMethod.Of(RpcJson.Plain.String, RpcJson.Plain.Boolean, Close),
            ["Send"] = JsonMethod.Of(RpcJson.Plain.SendArgument, RpcJson.Plain.Boolean, Send),
            ["Broadcast"] = JsonMethod.Of(RpcJson.Plain.BroadcastArgument, RpcJson.Plain.Int32, Broadcast),
            ["Connections"] = JsonMethod.Of(RpcJson.Plain.ConnectionList, () => new ConnectionList([.. _connections.Connections().Select(Entry)])),
        };
    }

    public string Name => "tcp";

    public IReadOnlyDictionary<string, RpcMethod> Methods { get; }

    private static ConnectionEntry Entry(ConnectionSnapshot connection) => new(
        connection.Uuid.ToString("D"),
        connection.Server,
        connection.RemoteAddress,
        UnixTime.Nanoseconds(connection.Created),
        (long)connection.Idle.TotalMilliseconds,
        connection.Events,
        connection.BytesIn,
        connection.BytesOut,
        connection.State switch
        {
            ConnectionState.Waiting => "waiting",
            ConnectionState.Working => "working",
            ConnectionState.Sending => "sending",
            _ => "closing",
        });

    /// <summary>True whether there was such a connection or not, as RoadRunner answers.</summary>
    private bool Close(string? uuid)
    {
        if (Guid.TryParse(uuid, out var connection))
        {
            _connections.Close(connection);
        }

        return true;
    }

    private bool Send(SendArgument? argument) =>
        Guid.TryParse(argument?.Uuid, out var connection) && _connections.Send(connection, argument.Body, argument.Close);

    private int Broadcast(BroadcastArgument? argument)
    {
        // Names are in lower case, however the file writes them.
        var server = argument?.Server is { Length: > 0 } name ? name.ToLowerInvariant() : null;
        return server is null || _connections.Servers.Contains(server)
            ? _connections.Broadcast(server, argument?.Body)
            : throw new RpcException($"no such server: {server}; there are: {string.Join(", ", _connections.Servers)}");
    }
}
