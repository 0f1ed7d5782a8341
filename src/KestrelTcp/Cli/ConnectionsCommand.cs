using System.CommandLine;
using KestrelTcp.Rpc.Messages;
using KestrelTcp.Worker.Rpc;

namespace KestrelTcp.Cli;

/// <summary><c>kestreltcp connections</c>: the open connections.</summary>
internal static class ConnectionsCommand
{
    /// <summary>A terminal shows no more at once; <c>--json</c> and a pipe get all.</summary>
    private const int _mostRows = 40;

    public static Command Make()
    {
        var again = new Option<bool>("--interactive", "-i") { Description = "Refresh every second until Ctrl-C." };
        var json = new Option<bool>("--json") { Description = "As JSON, for scripts." };
        var verb = new Verb(
            "connections", "Shows the running server's open connections, oldest first.",
            ("kestreltcp connections -i", "as on a departures board"),
            ("kestreltcp connections --json | jq '.connections | length'", "how many"))
        {
            again,
            json,
        };
        return verb.WithRpc((parsed, client, cancellation) => parsed.GetValue(json)
            ? PrintAsync(client, cancellation)
            : TableDisplay.ShowAsync(
                async (most, token) => Table(await client.ConnectionsAsync(token), most), _mostRows, parsed.GetValue(again), cancellation));
    }

    public static TextTable Table(IReadOnlyList<ConnectionEntry> connections, int most) => new(
        $"Connections: {Humanly.Number(connections.Count)}{(connections.Count > most ? $" (the {most} oldest are shown)" : "")}",
        ["UUID", "SERVER", "REMOTE ADDRESS", "AGE", "IDLE", "EVENTS", "IN", "OUT", "STATE"],
        [
            .. connections.OrderBy(connection => connection.Created).Take(most).Select(connection => new[]
            {
                connection.Uuid,
                connection.Server,
                connection.RemoteAddress,
                Humanly.Duration(Humanly.Age(connection.Created)),
                Humanly.Duration(TimeSpan.FromMilliseconds(connection.IdleMilliseconds)),
                Humanly.Number(connection.Events),
                Humanly.Size(connection.BytesIn),
                Humanly.Size(connection.BytesOut),
                connection.State,
            }),
        ])
    {
        Spare = ["OUT", "IN", "AGE", "EVENTS", "STATE", "IDLE", "SERVER"],
    };

    private static async Task<int> PrintAsync(RpcClient client, CancellationToken cancellation)
    {
        await Console.Out.WriteLineAsync(await client.JsonAsync("tcp.Connections", "true", cancellation));
        return 0;
    }
}
