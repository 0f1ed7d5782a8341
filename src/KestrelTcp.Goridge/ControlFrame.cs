using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KestrelTcp.Goridge;

/// <summary>The three control messages of the worker protocol: pid request, pid answer and stop (PROTOCOL 1.4, 1.5).</summary>
public static class ControlFrame
{
    /// <summary>Payload of the stop message, and context of a worker's own wish to be retired.</summary>
    public static ReadOnlySpan<byte> StopPayload => "{\"stop\":true}"u8;

    /// <summary>A server's pid request; the same bytes serve as the fence behind an event.</summary>
    public static byte[] PidRequest(int pid) => Make(
        FrameFlags.Control | FrameFlags.Json,
        string.Create(CultureInfo.InvariantCulture, $"{{\"pid\":{pid}}}"));

    /// <summary>A worker's answer to a pid request.</summary>
    /// <param name="pid">The worker's process id.</param>
    /// <param name="correlates">Whether it numbers its answers (PROTOCOL 8.3).</param>
    public static byte[] PidAnswer(int pid, bool correlates) => Make(
        FrameFlags.Control,
        string.Create(CultureInfo.InvariantCulture, $"{{\"pid\":{pid}{(correlates ? ",\"correlates\":true" : "")}}}"));

    /// <summary>A server's stop message.</summary>
    public static byte[] Stop() => Make(FrameFlags.Control | FrameFlags.Json, Encoding.ASCII.GetString(StopPayload));

    /// <summary>Reads the payload of a control frame.</summary>
    /// <returns>False when it is not a JSON object.</returns>
    public static bool TryParse(ReadOnlySpan<byte> payload, out ControlMessage message)
    {
        message = default;
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            int? pid = null;
            bool stop = false, correlates = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("pid"u8))
                {
                    pid = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? value : null;
                }
                else if (reader.ValueTextEquals("stop"u8))
                {
                    stop = reader.Read() && reader.TokenType == JsonTokenType.True;
                }
                else if (reader.ValueTextEquals("correlates"u8))
                {
                    correlates = reader.Read() && reader.TokenType == JsonTokenType.True;
                }
                else
                {
                    reader.Skip();
                }
            }

            message = new ControlMessage(pid, stop, correlates);
            return reader.TokenType == JsonTokenType.EndObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: half a surrogate pair in a name, which is found when it is compared.
            return false;
        }
    }

    private static byte[] Make(FrameFlags flags, string payload)
    {
        var frame = new byte[FrameHeader.MinSize + payload.Length];
        FrameHeader.Write(frame, flags, (uint)payload.Length);
        Encoding.ASCII.GetBytes(payload, frame.AsSpan(FrameHeader.MinSize));
        return frame;
    }
}
