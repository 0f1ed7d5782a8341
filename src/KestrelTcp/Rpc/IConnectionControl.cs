using KestrelTcp.Ingress;

namespace KestrelTcp.Rpc;

/// <summary>What may be asked of, and done to, open connections.</summary>
internal interface IConnectionControl
{
    /// <summary>Names of <c>tcp.servers</c>.</summary>
    IReadOnlyList<string> Servers { get; }

    IEnumerable<ConnectionSnapshot> Connections();

    /// <summary>Sends bytes to a client, and then closes if that is asked for.</summary>
    /// <returns>False: there is no such connection, it is about to end, or its client does not take what it was sent before.</returns>
    bool Send(Guid uuid, ReadOnlySpan<byte> body, bool close);

    /// <summary>Sends bytes to every client of a server; null: of all servers.</summary>
    /// <returns>How many connections took them.</returns>
    int Broadcast(string? server, ReadOnlySpan<byte> body);

    void Close(Guid uuid);
}
