using System.Text.Json;
using KestrelTcp.Goridge;

namespace KestrelTcp.Worker;

/// <summary>The worker's side of the protocol: one frame is answered before the next one is looked at.</summary>
internal sealed class WorkerSession(Stream input, Stream output, TextWriter log, int pid)
{
    private readonly FrameReader _reader = new(input);
    private readonly AnswerWriter _writer = new(output);
    private readonly RequestParser _parser = new();
    private TcpRequest? _current;
    private uint? _sequence;
    private bool _introduced;

    /// <summary>How long the oldest answer that has not been written has been waiting.</summary>
    public TimeSpan Waiting => _writer.Waiting;

    /// <summary>Goes through the buffered frames up to the next event.</summary>
    /// <exception cref="InvalidDataException">The server's bytes are not the protocol.</exception>
    public SessionStep Advance(out TcpRequest? request)
    {
        request = null;
        while (_reader.TryRead(out var frame))
        {
            if ((frame.Header.Flags & FrameFlags.Control) != 0)
            {
                if (!Control(frame))
                {
                    return SessionStep.Stopped;
                }
            }
            else if ((frame.Header.Stream & (StreamFlags.Stop | StreamFlags.Pong)) == 0 && Parse(frame) is { } parsed)
            {
                _current = request = parsed;
                return SessionStep.Event;
            }
        }

        return SessionStep.NeedsInput;
    }

    /// <summary>Answers the event of the last <see cref="Advance"/>; it is written by <see cref="Flush"/>, or when many have gathered.</summary>
    /// <exception cref="InvalidOperationException">There is no event, or it has its answer: a second frame would be taken for another client's.</exception>
    public void Answer(in TcpAnswer answer)
    {
        switch (_current?.Event)
        {
            case null:
                throw new InvalidOperationException("There is no event to answer: each event takes exactly one answer.");
            case TcpEvent.Closed:
                _writer.AnswerClosed(_sequence);
                break;
            default:
                _writer.Answer(answer, _sequence);
                break;
        }

        _current = null;
    }

    /// <summary>Makes sure that the event before is answered. A closed event needs no answer, so it gets the protocol's own.</summary>
    /// <exception cref="InvalidOperationException">The event was another, and has no answer.</exception>
    public void RequireAnswered()
    {
        if (_current is { Event: not TcpEvent.Closed })
        {
            throw new InvalidOperationException("The event before has no answer yet: each event takes exactly one.");
        }

        if (_current is not null)
        {
            Answer(TcpAnswer.Continue);
        }
    }

    public void Flush() => _writer.Flush();

    /// <inheritdoc cref="FrameReader.Fill"/>
    public bool Fill() => _reader.Fill();

    /// <returns>False when the worker is to end.</returns>
    private bool Control(in Frame frame)
    {
        if (!ControlFrame.TryParse(frame.Payload.Span, out var message))
        {
            throw new InvalidDataException("The server sent a control frame that is not JSON.");
        }

        if (message.Stop)
        {
            return false;
        }

        if (message.Pid is not null)
        {
            // The first is the handshake. A later one asks whether the events before it are done, which they are.
            _writer.Pid(pid, correlates: !_introduced);
            _introduced = true;
        }

        return true;
    }

    /// <returns>Null when the event cannot be understood: it has been answered with an error, and the next one may be better.</returns>
    private TcpRequest? Parse(in Frame frame)
    {
        _sequence = frame.Sequence;
        try
        {
            return _parser.Parse(frame);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            log.WriteLine($"error: worker: an event was refused: {exception.Message}");
            _writer.Answer(TcpAnswer.Error(exception.Message), _sequence);
            return null;
        }
    }
}
