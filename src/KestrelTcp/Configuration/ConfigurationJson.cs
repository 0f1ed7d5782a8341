using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KestrelTcp.Configuration.Nodes;

namespace KestrelTcp.Configuration;

/// <summary>The effective configuration as JSON: what <see cref="EffectiveConfiguration"/> prints, in another form.</summary>
internal static class ConfigurationJson
{
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Secrets are masked.</summary>
    public static byte[] Write(ServiceOptions options)
    {
        var yaml = new StringWriter();
        EffectiveConfiguration.Write(options, yaml);
        var problems = new ProblemList();
        var tree = YamlTreeReader.Read(yaml.ToString(), "configuration", hasLines: true, "", problems);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Form))
            WriteNode(json, tree);

        return stream.ToArray();
    }

    private static void WriteNode(Utf8JsonWriter json, ConfigNode? node)
    {
        switch (node)
        {
            case MapNode map:
                json.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    json.WritePropertyName(entry.Key);
                    WriteNode(json, entry.Value);
                }

                json.WriteEndObject();
                break;
            case ListNode list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    WriteNode(json, item);

                json.WriteEndArray();
                break;
            case ScalarNode { IsNull: false } scalar:
                WriteScalar(json, scalar);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, ScalarNode scalar)
    {
        if (scalar.Plain && scalar.Text is "true" or "false")
            json.WriteBooleanValue(scalar.Text == "true");
        else if (scalar.Plain && decimal.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            json.WriteNumberValue(number);
        else
            // Doubled for the reader of the file, who expands variables.
            json.WriteStringValue(scalar.Text.Replace("$$", "$", StringComparison.Ordinal));
    }
}
