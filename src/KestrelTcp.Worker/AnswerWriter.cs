using System.Diagnostics;
using System.Text;
using KestrelTcp.Goridge;

namespace KestrelTcp.Worker;

/// <summary>Gathers answers, so that the answers to many events leave in one write.</summary>
internal sealed class AnswerWriter(Stream output)
{
    private const int _size = 64 << 10; // What a pipe takes at once.
    private const int _copiedBody = _size / 2;

    private readonly byte[] _buffer = new byte[_size];
    private int _length;
    private long _pendingSince;

    /// <summary>How long the oldest gathered answer has been waiting; zero when there is none.</summary>
    public TimeSpan Waiting => _length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(_pendingSince);

    public void Pid(int pid, bool correlates)
    {
        var frame = ControlFrame.PidAnswer(pid, correlates);
        frame.CopyTo(Reserve(frame.Length));
    }

    /// <summary>Answers an event that is not a closed one.</summary>
    /// <param name="answer">What the handler said.</param>
    /// <param name="sequence">The event's number, when it carried one: the answer, an error too, has it as its second option.</param>
    public void Answer(in TcpAnswer answer, uint? sequence)
    {
        var flags = answer.Kind == TcpAnswerKind.Error ? FrameFlags.Error : FrameFlags.None;
        if (answer.Text is { } text && Encoding.UTF8.GetMaxByteCount(text.Length) <= _copiedBody)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            Encoding.UTF8.GetBytes(text, Begin(flags, Context(answer.Kind), length, length, sequence));
            return;
        }

        var body = answer.Body.Span;
        if (body.Length <= _copiedBody)
        {
            body.CopyTo(Begin(flags, Context(answer.Kind), body.Length, body.Length, sequence));
        }
        else
        {
            Begin(flags, Context(answer.Kind), body.Length, 0, sequence);
            Flush();
            output.Write(body);
        }
    }

    /// <summary>Answers a closed event: with a number an empty frame is enough; without one the server gets a word that it knows.</summary>
    public void AnswerClosed(uint? sequence) =>
        Begin(FrameFlags.None, sequence is null ? Context(TcpAnswerKind.Continue) : default, 0, 0, sequence);

    /// <summary>Writes everything gathered; returns when the server's side has taken it.</summary>
    public void Flush()
    {
        if (_length > 0)
        {
            output.Write(_buffer, 0, _length);
            _length = 0;
        }
    }

    private static ReadOnlySpan<byte> Context(TcpAnswerKind kind) => kind switch
    {
        TcpAnswerKind.Write => "WRITE"u8,
        TcpAnswerKind.WriteClose => "WRITECLOSE"u8,
        TcpAnswerKind.Close => "CLOSE"u8,
        TcpAnswerKind.StartTls => "STARTTLS"u8,
        TcpAnswerKind.Error => default,
        _ => "CONTINUE"u8,
    };

    /// <summary>Writes header and context, and leaves <paramref name="room"/> bytes for what follows.</summary>
    private Span<byte> Begin(FrameFlags flags, ReadOnlySpan<byte> context, int bodyLength, int room, uint? sequence)
    {
        // RoadRunner takes a data frame with exactly one option only, and an error frame with none.
        var options = sequence is not null ? 2 : (flags & FrameFlags.Error) != 0 ? 0 : 1;
        ReadOnlySpan<uint> values = [(uint)context.Length, sequence.GetValueOrDefault()];
        var size = FrameHeader.SizeOf(options);
        var frame = Reserve(size + context.Length + room);
        FrameHeader.Write(frame, flags, (uint)(context.Length + bodyLength), values[..options]);
        context.CopyTo(frame[size..]);
        return frame[(size + context.Length)..];
    }

    private Span<byte> Reserve(int length)
    {
        if (_length + length > _size)
        {
            Flush();
        }

        if (_length == 0)
        {
            _pendingSince = Stopwatch.GetTimestamp();
        }

        var reserved = _buffer.AsSpan(_length, length);
        _length += length;
        return reserved;
    }
}
