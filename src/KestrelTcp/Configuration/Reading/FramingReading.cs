using KestrelTcp.Configuration.Values;

namespace KestrelTcp.Configuration.Reading;

/// <summary>How a server cuts its stream: <c>framing</c>, and the keys that one framing needs and another has no use for.</summary>
internal static class FramingReading
{
    private const string Cure = "such as length: {prefix: 4}";

    private static readonly LengthOptions Defaults = new();

    /// <summary>Everything about the framing, the bound on messages included.</summary>
    public static TcpServerOptions WithFraming(this SectionReader section, TcpServerOptions defaults)
    {
        var framing = section.Choice(
            "framing", defaults.Framing,
            [("batch", FramingKind.Batch), ("split", FramingKind.Split), ("length", FramingKind.Length), ("fixed", FramingKind.Fixed), ("raw", FramingKind.Raw)]);
        var server = defaults with
        {
            Framing = framing,
            Delimiter = section.Delimiter(defaults.Delimiter),
            Length = Length(section, framing),
            MaxMessageSize = section.Size("max_message_size", defaults.MaxMessageSize, int.MaxValue),
        };
        CheckRoom(section, server);
        var delimiter = section.Has("delimiter") ? "delimiter" : "delimiter_hex";
        if (framing is not (FramingKind.Batch or FramingKind.Split) && section.Has(delimiter))
            section.Warn(delimiter, $"it has no effect: framing {Word(framing)} knows no delimiter", "remove it, or use framing: split");

        return server;
    }

    private static LengthOptions? Length(SectionReader section, FramingKind framing)
    {
        var given = section.Section("length");
        var length = given is null ? null : ReadLength(given);
        switch (framing)
        {
            case FramingKind.Length or FramingKind.Fixed when length is null:
                if (!section.Has("length"))
                    section.Error("framing", $"framing {Word(framing)} needs the key length", framing == FramingKind.Length ? $"tell how records are laid out, {Cure}" : "tell the size of a record, such as length: {size: 64}");

                return null;
            case FramingKind.Length:
                Require(given!, "prefix", $"give the bytes of the number, {Cure}");
                WarnOfOthers(given!, framing, "size");
                return length;
            case FramingKind.Fixed:
                Require(given!, "size", "give the bytes of a record, such as length: {size: 64}");
                WarnOfOthers(given!, framing, "prefix", "endian", "includes_prefix", "offset", "strip");
                return length;
            case var other when section.Has("length"):
                // Whoever tells a layout means it to be used; without a word about the framing it would be ignored unnoticed.
                if (section.Value("framing") is null)
                    section.Error("length", "framing is not given, and batch, the default, would not heed it", "add framing: length, or framing: fixed for records of one size");
                else
                    section.Warn("length", $"it has no effect with framing {Word(other)}", "remove it, or use framing: length or framing: fixed");

                return null;
            default:
                return null;
        }
    }

    private static LengthOptions ReadLength(SectionReader section) => new()
    {
        Prefix = section.Choice("prefix", Defaults.Prefix, [("1", 1), ("2", 2), ("4", 4), ("8", 8)]),
        Endian = section.Choice("endian", Defaults.Endian, [("big", Endianness.Big), ("little", Endianness.Little)]),
        IncludesPrefix = section.Boolean("includes_prefix", Defaults.IncludesPrefix),
        Offset = section.Integer("offset", Defaults.Offset, 0, 65535),
        Strip = section.Boolean("strip", Defaults.Strip),
        Size = section.Size("size", Defaults.Size, int.MaxValue),
    };

    private static void Require(SectionReader length, string key, string cure)
    {
        if (length.Value(key) is null)
            length.Error(key, "it is not given", cure);
    }

    private static void WarnOfOthers(SectionReader length, FramingKind framing, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (length.Has(key))
                length.Warn(key, $"it has no effect with framing {Word(framing)}", "remove it");
        }
    }

    /// <summary>A bound that no record keeps would close every connection.</summary>
    private static void CheckRoom(SectionReader section, TcpServerOptions server)
    {
        var (least, what) = server.Framing == FramingKind.Fixed ? (server.Length?.Size, "a record") : (server.Length?.HeaderSize, "the head of a record");
        if (least is not { } bytes || bytes <= server.MaxMessageSize)
            return;

        var text = ByteSize.Format(bytes);
        section.Error(
            section.Has("max_message_size") ? "max_message_size" : "length",
            $"max_message_size is {ByteSize.Format(server.MaxMessageSize)}, and {what} alone has {text}: every connection would be closed",
            $"set max_message_size to {text} at least, or make the record smaller");
    }

    private static string Word(FramingKind framing) => EffectiveConfiguration.Word(framing);
}
