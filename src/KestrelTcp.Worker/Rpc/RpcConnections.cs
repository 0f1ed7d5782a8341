using System.Text.Json;
using KestrelTcp.Goridge;

namespace KestrelTcp.Worker.Rpc;

/// <summary>The server's open TCP connections (<c>tcp.*</c>).</summary>
public sealed class RpcConnections
{
    private readonly RpcClient _client;

    internal RpcConnections(RpcClient client) => _client = client;

    /// <summary>Sends bytes to a client outside of any answer. They never stand inside one.</summary>
    /// <param name="uuid">The connection, as <see cref="TcpRequest"/> has it.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="close">Whether the connection is closed when they are sent.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False: there is no such connection, it is about to end, or its client does not read what it was sent before.</returns>
    /// <exception cref="RpcException">The server answered with an error.</exception>
    public async Task<bool> SendAsync(string uuid, ReadOnlyMemory<byte> body, bool close = false, CancellationToken cancellation = default)
    {
        var argument = Object(json =>
        {
            json.WriteString("uuid"u8, uuid);
            json.WriteBase64String("body"u8, body.Span);
            json.WriteBoolean("close"u8, close);
        });
        var result = await _client.CallAsync("tcp.Send", FrameFlags.Json, argument, cancellation).ConfigureAwait(false);
        return result.Span.SequenceEqual("true"u8);
    }

    /// <summary>Sends bytes to every client of a server.</summary>
    /// <param name="server">Its name in <c>tcp.servers</c>; empty: all servers.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>How many connections took them.</returns>
    /// <exception cref="RpcException">There is no such server.</exception>
    public async Task<int> BroadcastAsync(string server, ReadOnlyMemory<byte> body, CancellationToken cancellation = default)
    {
        var argument = Object(json =>
        {
            json.WriteString("server"u8, server);
            json.WriteBase64String("body"u8, body.Span);
        });
        var result = await _client.CallAsync("tcp.Broadcast", FrameFlags.Json, argument, cancellation).ConfigureAwait(false);
        var reader = new Utf8JsonReader(result.Span);
        return reader.Read() ? reader.GetInt32() : 0;
    }

    /// <summary>Closes a connection; its closed event follows. One that is not there any more is fine.</summary>
    /// <exception cref="RpcException">The server answered with an error.</exception>
    public Task CloseAsync(string uuid, CancellationToken cancellation = default) =>
        _client.CallAsync("tcp.Close", FrameFlags.Json, JsonSerializer.SerializeToUtf8Bytes(uuid, RpcJson.Default.String), cancellation);

    private static byte[] Object(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
