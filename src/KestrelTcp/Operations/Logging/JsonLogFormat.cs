using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KestrelTcp.Operations.Logging;

/// <summary>For machines: one JSON object a line with RoadRunner's keys first, then the message's named values.</summary>
internal sealed class JsonLogFormat(string lineEnding) : ILogFormat
{
    // A log is not put into HTML: quotes, angle brackets and letters of all languages stay readable. Control characters are still escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new();
    private Utf8JsonWriter? _json;

    public bool WantsFields => true;

    public void Write(LogRecord record, IBufferWriter<byte> output)
    {
        _line.ResetWrittenCount();
        _json ??= new Utf8JsonWriter(_line, Options);
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("level", LogLevels.Name(record.Level));
        _json.WriteNumber("ts", (record.Time - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
        _json.WriteString("logger", Valid(record.Logger));
        _json.WriteString("msg", Valid(record.Message));
        if (record.Fields is not null)
            WriteFields(_json, record.Fields);
        if (record.Error is not null)
            _json.WriteString("error", Valid(record.Error));
        if (record.Stack is not null)
            _json.WriteString("stacktrace", Valid(record.Stack));
        _json.WriteEndObject();
        _json.Flush();
        output.Write(_line.WrittenSpan);
        Encoding.UTF8.GetBytes(lineEnding, output);
    }

    private static void WriteFields(Utf8JsonWriter json, KeyValuePair<string, object?>[] fields)
    {
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(LogFieldNames.Key(name));
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case string text: json.WriteStringValue(Valid(text)); break;
            case IFormattable other: json.WriteStringValue(Valid(other.ToString(null, CultureInfo.InvariantCulture))); break;
            default: json.WriteStringValue(Valid(value.ToString() ?? "")); break;
        }
    }

    // Half a surrogate pair (text cut in the middle) is not Unicode; a log line is never lost for it.
    private static string Valid(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }

        return text;
    }
}
