using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KestrelTcp.Ingress;

/// <summary>Makes the context JSON of events (SPEC 4): a head made once for a connection, and tails that all connections share.</summary>
internal sealed class EventContext(string closedEvent)
{
    private static readonly ReadOnlyMemory<byte> _connected = "CONNECTED\"}"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> _data = "DATA\"}"u8.ToArray();

    private readonly FrozenDictionary<CloseReason, ReadOnlyMemory<byte>> _closed = Enum.GetValues<CloseReason>().ToFrozenDictionary(
        reason => reason,
        reason => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes($"{closedEvent}\",\"reason\":\"{Text(reason)}\"}}"));

    public static ReadOnlyMemory<byte> Connected => _connected;

    public static ReadOnlyMemory<byte> Data => _data;

    public static string Text(CloseReason reason) => reason switch
    {
        CloseReason.Client => "client",
        CloseReason.Worker => "worker",
        CloseReason.Error => "error",
        CloseReason.Timeout => "timeout",
        CloseReason.Limit => "limit",
        CloseReason.MessageTooBig => "message_too_big",
        CloseReason.Admin => "admin",
        CloseReason.Shutdown => "shutdown",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>Everything up to the event's name.</summary>
    public static ReadOnlyMemory<byte> Head(string remoteAddress, string server, Guid uuid) => Encoding.UTF8.GetBytes(
        $"{{\"remote_addr\":\"{Escape(remoteAddress)}\",\"server\":\"{Escape(server)}\",\"uuid\":\"{uuid:D}\",\"event\":\"");

    public ReadOnlyMemory<byte> Closed(CloseReason reason) => _closed[reason];

    private static JsonEncodedText Escape(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
