using System.CommandLine;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp close UUID</c>: closes a connection.</summary>
internal static class CloseCommand
{
    public static Command Make()
    {
        var uuid = new Argument<string>("uuid") { Description = "Of the connection, as `connections` shows it." };
        var verb = new Verb(
            "close", "Closes a connection of the running server.",
            ("kestreltcp close 0e5bcb5b-48bc-4164-984c-487e22e58efe", ""))
        {
            uuid,
        };
        return verb.WithRpc((parsed, client, cancellation) => RunAsync(client, parsed.GetValue(uuid)!, cancellation));
    }

    private static async Task<int> RunAsync(RpcClient client, string uuid, CancellationToken cancellation)
    {
        if ((await client.ConnectionsAsync(cancellation)).All(connection => !string.Equals(connection.Uuid, uuid, StringComparison.OrdinalIgnoreCase)))
        {
            await Console.Error.WriteLineAsync($"kestreltcp: there is no connection {uuid}; `kestreltcp connections` shows those that there are");
            return 1;
        }

        await client.Connections.CloseAsync(uuid, cancellation).WaitAsync(RpcVerb.Patience, cancellation);
        return 0;
    }
}
