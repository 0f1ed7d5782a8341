using System.Text.Json;

namespace KestrelTcp.Worker;

/// <summary>Reads an event's context. Keys that it does not know are skipped: a newer server may tell more.</summary>
internal sealed class RequestParser
{
    // A worker serves few servers: their names are not made anew for each event.
    private string _server = "";

    /// <exception cref="JsonException">The context is no JSON.</exception>
    /// <exception cref="InvalidDataException">The context names no event that this library knows.</exception>
    public TcpRequest Parse(in Frame frame)
    {
        TcpEvent? kind = null;
        string? uuid = null, server = null, remote = null, reason = null, proxy = null;
        TcpTlsInfo? tls = null;

        var reader = new Utf8JsonReader(frame.Context.Span);
        Begin(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("remote_addr"u8))
            {
                remote = Text(ref reader);
            }
            else if (reader.ValueTextEquals("server"u8))
            {
                server = Server(ref reader);
            }
            else if (reader.ValueTextEquals("uuid"u8))
            {
                uuid = Text(ref reader);
            }
            else if (reader.ValueTextEquals("event"u8))
            {
                kind = Event(ref reader);
            }
            else if (reader.ValueTextEquals("reason"u8))
            {
                reason = Text(ref reader);
            }
            else if (reader.ValueTextEquals("proxy_addr"u8))
            {
                proxy = Text(ref reader);
            }
            else if (reader.ValueTextEquals("tls"u8))
            {
                tls = Tls(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new TcpRequest
        {
            Event = kind ?? throw new InvalidDataException("The event's context names no known event."),
            Uuid = uuid ?? "",
            Server = server ?? "",
            RemoteAddress = remote ?? "",
            Body = frame.Body,
            Reason = reason,
            Tls = tls,
            ProxyAddress = proxy,
        };
    }

    private static void Begin(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException("The event's context is not a JSON object.");
        }
    }

    private static TcpEvent? Event(ref Utf8JsonReader reader)
    {
        if (!IsText(ref reader))
        {
            return null;
        }

        if (reader.ValueTextEquals("DATA"u8))
        {
            return TcpEvent.Data;
        }

        if (reader.ValueTextEquals("CONNECTED"u8))
        {
            return TcpEvent.Connected;
        }

        // "CLOSE" is on every wire, "CLOSED" is the documents' word and may be configured.
        return reader.ValueTextEquals("CLOSE"u8) || reader.ValueTextEquals("CLOSED"u8) ? TcpEvent.Closed : null;
    }

    private static TcpTlsInfo? Tls(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        string? version = null, cipher = null, serverName = null, subject = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("version"u8))
            {
                version = Text(ref reader);
            }
            else if (reader.ValueTextEquals("cipher"u8))
            {
                cipher = Text(ref reader);
            }
            else if (reader.ValueTextEquals("sni"u8))
            {
                serverName = Text(ref reader);
            }
            else if (reader.ValueTextEquals("client_subject"u8))
            {
                subject = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new TcpTlsInfo(version, cipher, serverName, subject);
    }

    private string? Server(ref Utf8JsonReader reader)
    {
        if (!IsText(ref reader))
        {
            return null;
        }

        if (!reader.ValueTextEquals(_server))
        {
            _server = reader.GetString()!;
        }

        return _server;
    }

    private static string? Text(ref Utf8JsonReader reader) => IsText(ref reader) ? reader.GetString() : null;

    private static bool IsText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return true;
        }

        reader.Skip();
        return false;
    }
}
