namespace KestrelTcp.BuiltinWorkers.Smtp;

/// <summary>
/// Takes the dots out of a message and finds its end, however its bytes are cut. Only CR LF . CR LF ends it, and only CR LF begins a line: whoever
/// takes a bare line feed for one lets a client smuggle in a second message that the first server never saw.
/// </summary>
internal sealed class BodyDecoder
{
    private State _state = State.LineStart;

    private enum State
    {
        /// <summary>After CR LF, or at the very start.</summary>
        LineStart,

        /// <summary>Within a line.</summary>
        Text,

        /// <summary>Within a line, after a CR that has been given out.</summary>
        Cr,

        /// <summary>After a line's first dot, which is held back.</summary>
        Dot,

        /// <summary>After a line's first dot and a CR, both held back.</summary>
        DotCr,
    }

    /// <summary>The end mark has come; what is left of the input is no part of the message.</summary>
    public bool Ended { get; private set; }

    /// <summary>Gives out the next piece of the message.</summary>
    /// <param name="input">What has arrived; what was understood is taken off its front.</param>
    /// <param name="text">A piece of the message, in the input itself where possible.</param>
    /// <returns>False when the input is used up or the message has ended.</returns>
    public bool TryNext(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> text)
    {
        while (!input.IsEmpty && !Ended)
        {
            switch (_state)
            {
                case State.LineStart:
                    _state = Skip(ref input, '.') ? State.Dot : State.Text;
                    break;
                case State.Dot:
                    _state = Skip(ref input, '\r') ? State.DotCr : State.Text;
                    break;
                case State.DotCr when Skip(ref input, '\n'):
                    Ended = true;
                    break;
                case State.DotCr:
                    // A line that begins with a dot and a CR: the dot was stuffing, the CR was text.
                    _state = State.Cr;
                    text = "\r"u8;
                    return true;
                case State.Cr when input[0] == '\n':
                    _state = State.LineStart;
                    text = input[..1];
                    input = input[1..];
                    return true;
                case State.Cr:
                    _state = State.Text;
                    break;
                default:
                    text = Run(ref input);
                    return true;
            }
        }

        text = default;
        return false;
    }

    /// <summary>Everything up to the next line that begins with a dot, or all there is.</summary>
    private ReadOnlySpan<byte> Run(ref ReadOnlySpan<byte> input)
    {
        var dot = input.IndexOf("\r\n."u8);
        var run = dot < 0 ? input : input[..(dot + 2)];
        _state = run.EndsWith("\r\n"u8) ? State.LineStart : run[^1] == '\r' ? State.Cr : State.Text;
        input = input[run.Length..];
        return run;
    }

    private static bool Skip(ref ReadOnlySpan<byte> input, char expected)
    {
        if (input[0] != expected)
        {
            return false;
        }

        input = input[1..];
        return true;
    }
}
