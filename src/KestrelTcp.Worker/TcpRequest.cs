namespace KestrelTcp.Worker;

/// <summary>One event of one connection, as the server gave it to this worker.</summary>
/// <remarks>It can be made by hand, so a handler can be tested without a server.</remarks>
/// <example>
/// <code>
/// var answer = MyHandler.Handle(new TcpRequest
/// {
///     Event = TcpEvent.Data,
///     Uuid = "0e5bcb5b-48bc-4164-984c-487e22e58efe",
///     Server = "echo",
///     RemoteAddress = "127.0.0.1:60626",
///     Body = "hello\r\n"u8.ToArray(),
/// });
/// </code>
/// </example>
public sealed class TcpRequest
{
    /// <summary>What happened.</summary>
    public required TcpEvent Event { get; init; }

    /// <summary>The connection's identifier, the same in all its events.</summary>
    public required string Uuid { get; init; }

    /// <summary>Name of the server (an entry of <c>tcp.servers</c>) that accepted the connection.</summary>
    public required string Server { get; init; }

    /// <summary>The client's address: <c>ip:port</c>, <c>[v6]:port</c>, or <c>@</c> for a client on a unix socket.</summary>
    public required string RemoteAddress { get; init; }

    /// <summary>The received bytes, delimiter included; empty unless <see cref="Event"/> is <see cref="TcpEvent.Data"/>.</summary>
    /// <remarks>The memory is the worker's read buffer: it holds these bytes only until the event is answered. Copy what is needed for longer.</remarks>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why the connection is gone (<c>client</c>, <c>worker</c>, <c>timeout</c>, ...), on <see cref="TcpEvent.Closed"/>; null otherwise, and when the server does not tell.</summary>
    public string? Reason { get; init; }

    /// <summary>The connection's encryption; null for a connection in the clear.</summary>
    public TcpTlsInfo? Tls { get; init; }

    /// <summary>Address of the proxy that passed the connection on; null without one. <see cref="RemoteAddress"/> is the client's even then.</summary>
    public string? ProxyAddress { get; init; }
}
