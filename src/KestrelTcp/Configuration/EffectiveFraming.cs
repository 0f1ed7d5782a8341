using System.Text;
using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration;

/// <summary>A server's framing as the file writes it: only the keys that it heeds.</summary>
internal static class EffectiveFraming
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(YamlPrinter yaml, TcpServerOptions server)
    {
        yaml.Word("framing", EffectiveConfiguration.Word(server.Framing));
        if (server.Framing is FramingKind.Batch or FramingKind.Split)
            WriteDelimiter(yaml, server.Delimiter.Span);

        if (server.Length is { } length)
            WriteLength(yaml, server.Framing, length);
    }

    private static void WriteLength(YamlPrinter yaml, FramingKind framing, LengthOptions length)
    {
        using var section = yaml.Section("length");
        if (framing == FramingKind.Fixed)
        {
            yaml.Word("size", ByteSize.Format(length.Size));
            return;
        }

        yaml.Value("prefix", length.Prefix);
        yaml.Word("endian", EffectiveConfiguration.Word(length.Endian));
        yaml.Value("includes_prefix", length.IncludesPrefix);
        yaml.Value("offset", length.Offset);
        yaml.Value("strip", length.Strip);
    }

    private static void WriteDelimiter(YamlPrinter yaml, ReadOnlySpan<byte> delimiter)
    {
        try
        {
            yaml.Value("delimiter", StrictUtf8.GetString(delimiter));
        }
        catch (DecoderFallbackException)
        {
            yaml.Value("delimiter_hex", Convert.ToHexStringLower(delimiter));
        }
    }
}
