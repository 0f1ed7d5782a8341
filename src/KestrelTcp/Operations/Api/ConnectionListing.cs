using KestrelTcp.Ingress;
using KestrelTcp.Operations.Api.Messages;

namespace KestrelTcp.Operations.Api;

/// <summary>The first connections in some order. However many are open, only those that are shown are kept and written.</summary>
internal static class ConnectionListing
{
    public const int Most = 100;

    public static readonly IReadOnlyDictionary<string, Func<ConnectionSnapshot, long>> Orders = new Dictionary<string, Func<ConnectionSnapshot, long>>
    {
        ["newest"] = connection => connection.Created.Ticks,
        ["oldest"] = connection => -connection.Created.Ticks,
        ["idle"] = connection => connection.Idle.Ticks,
        ["events"] = connection => connection.Events,
        ["received"] = connection => connection.BytesIn,
        ["sent"] = connection => connection.BytesOut,
    };

    public static ConnectionList Of(IEnumerable<ConnectionSnapshot> connections, Func<ConnectionSnapshot, long> order, int most)
    {
        // The least of those kept is at the head, and makes room for a greater one.
        var kept = new PriorityQueue<ConnectionSnapshot, long>(most + 1);
        var total = 0;
        foreach (var connection in connections)
        {
            total++;
            kept.Enqueue(connection, order(connection));
            if (kept.Count > most)
                kept.Dequeue();
        }

        var entries = new ConnectionEntry[kept.Count];
        for (var i = entries.Length - 1; i >= 0; i--)
            entries[i] = Entry(kept.Dequeue());
        return new ConnectionList(total, entries);
    }

    private static ConnectionEntry Entry(ConnectionSnapshot connection) => new(
        connection.Uuid,
        connection.Server,
        connection.RemoteAddress,
        connection.Created,
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
}
