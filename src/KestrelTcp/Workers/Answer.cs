using KestrelTcp.Goridge;

namespace KestrelTcp.Workers;

/// <summary>A worker's data or error frame, understood (PROTOCOL 1.3, 1.5, 4.4).</summary>
internal readonly ref struct Answer
{
    public AnswerKind Kind { get; private init; }

    public ReadOnlySpan<byte> Context { get; private init; }

    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary>A chunk of a stream, which tcp has no use for (PROTOCOL 8).</summary>
    public bool IsStreamed { get; private init; }

    /// <summary>The worker asks to be retired, and the event to go to another.</summary>
    public bool IsStop { get; private init; }

    /// <summary>Nothing further of this event counts.</summary>
    public bool IsClosing => Kind is not (AnswerKind.None or AnswerKind.Continue or AnswerKind.Write or AnswerKind.StartTls);

    /// <summary>False: a data frame without exactly the options that it must have, or with a context longer than the payload.</summary>
    public static bool TryRead(in FrameHeader header, ReadOnlySpan<byte> payload, bool correlates, out Answer answer)
    {
        if ((header.Flags & FrameFlags.Error) != 0)
        {
            answer = new Answer { Kind = AnswerKind.Error, Context = payload };
            return true;
        }

        var options = correlates ? 2 : 1;
        if (header.OptionCount != options || header.Option0 > header.PayloadLength)
        {
            answer = default;
            return false;
        }

        var context = payload[..(int)header.Option0];
        var body = payload[(int)header.Option0..];
        var kind = header.Stream != StreamFlags.None ? AnswerKind.Unknown : Classify(context, correlates);
        answer = new Answer
        {
            Kind = kind,
            IsStreamed = header.Stream != StreamFlags.None,
            Context = context,
            Body = body,
            IsStop = kind == AnswerKind.Unknown && body.IsEmpty && !context.IsEmpty && context[0] == '{'
                && ControlFrame.TryParse(context, out var message) && message.Stop,
        };
        return true;
    }

    private static AnswerKind Classify(ReadOnlySpan<byte> context, bool correlates) => context.Length switch
    {
        5 when context.SequenceEqual("WRITE"u8) => AnswerKind.Write,
        5 when context.SequenceEqual("CLOSE"u8) => AnswerKind.Close,
        8 when context.SequenceEqual("CONTINUE"u8) => AnswerKind.Continue,
        8 when context.SequenceEqual("STARTTLS"u8) => AnswerKind.StartTls,
        10 when context.SequenceEqual("WRITECLOSE"u8) => AnswerKind.WriteClose,

        // A correlating worker's way to say nothing (PROTOCOL 8.3).
        0 when correlates => AnswerKind.None,
        _ => AnswerKind.Unknown,
    };
}
