using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KestrelTcp.Ingress;

/// <summary>
/// Makes the context JSON of events (SPEC 4) in two parts: a head made once for a connection, and tails for each event, which
/// all connections share that have nothing special to tell.
/// </summary>
internal sealed class EventContext(string closedEvent)
{
    private readonly EventTails _shared = new(closedEvent, "");

    /// <summary>Everything up to the event's name.</summary>
    public static ReadOnlyMemory<byte> Head(string remoteAddress, string server, Guid uuid) => Encoding.UTF8.GetBytes(
        $"{{\"remote_addr\":\"{Escape(remoteAddress)}\",\"server\":\"{Escape(server)}\",\"uuid\":\"{uuid:D}\",\"event\":\"");

    /// <summary>What follows, for a connection of which this is known.</summary>
    public EventTails Tails(TlsSession? tls, ProxyPeer? proxy)
    {
        if (tls is null && proxy is null)
        {
            return _shared;
        }

        var extra = new StringBuilder();
        if (tls is not null)
        {
            extra.Append(",\"tls\":{\"version\":").Append(Json(tls.Version)).Append(",\"cipher\":").Append(Json(tls.Cipher))
                .Append(",\"sni\":").Append(Json(tls.ServerName)).Append(",\"client_subject\":").Append(Json(tls.ClientSubject)).Append('}');
        }

        if (proxy is not null)
        {
            extra.Append(",\"proxy_addr\":").Append(Json(proxy.Address));
        }

        return new EventTails(closedEvent, extra.ToString());
    }

    private static string Json(string? text) => text is null ? "null" : $"\"{Escape(text)}\"";

    private static JsonEncodedText Escape(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}
