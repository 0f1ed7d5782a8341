using System.Diagnostics;
using System.Text;
using KestrelTcp.Goridge;

namespace KestrelTcp.Workers;

/// <summary>The side that reads: frames to answers, answers to their events.</summary>
internal sealed partial class Worker
{
    /// <summary>Reads until the stream ends or is no longer to be trusted.</summary>
    /// <returns>Why it is not to be trusted; null at its end.</returns>
    private async Task<string?> ReadAsync()
    {
        try
        {
            var idleSince = Stopwatch.GetTimestamp();
            while (await _reader.FillAsync())
            {
                var before = Execs;
                var begun = Math.Max(idleSince, Current?.BegunAt ?? 0);
                _reading = true;
                var problem = TakeFrames();
                _reading = false;
                Pump();
                if (problem is not null)
                {
                    return problem;
                }

                if (Execs > before)
                {
                    idleSince = Stopwatch.GetTimestamp();
                    ServiceTime.Add(_ownTime.Of(begun, idleSince, Current is not null), (int)(Execs - before));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // As the end of the stream: the process is gone or going.
        }
        catch (Exception exception)
        {
            // A fault of ours. What the worker said is lost, so it cannot be trusted with more.
            _pool.LogFault(exception, Pid);
            Kill(WorkerEnd.BadFrame);
        }

        return null;
    }

    private string? TakeFrames()
    {
        while (true)
        {
            switch (_reader.TryRead(out var header, out var payload))
            {
                case FrameStatus.Incomplete:
                    return null;
                case FrameStatus.Invalid:
                    return $"wrote to its standard output (stdout), which carries frames: \"{_reader.Rubbish()}\". Cure: write messages to standard error (stderr)";
                case FrameStatus.TooLong:
                    return $"announced a frame of {header.FrameSize} bytes; at most {FrameReader.MaxFrameSize} are taken";
                case FrameStatus.Frame when Take(header, payload) is { } problem:
                    return problem;
            }
        }
    }

    private string? Take(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (State == WorkerState.Stopping)
        {
            // PHP answers the stop frame with a CLOSE of its own (PROTOCOL 1.5).
            return null;
        }

        if (_killed == WorkerEnd.NoAnswer && Current is not { Kind: EventKind.Closed })
        {
            // The answer that it owed, late: it belongs to none of the events behind.
            return null;
        }

        if ((header.Flags & FrameFlags.Control) != 0)
        {
            return TakeControl(payload);
        }

        if (!Answer.TryRead(header, payload, Correlates, out var answer))
        {
            return $"sent a frame with {header.OptionCount} options and a context of {header.Option0} in {header.PayloadLength} bytes; exactly {(Correlates ? "two options" : "one option")} and a context within the payload are needed";
        }

        var current = Current;
        if (current is null || (Correlates && header.Option1 != current.Sequence))
        {
            return Stray(answer);
        }

        if (current.Writing)
        {
            return "answered an event before it was wholly given to it";
        }

        TakeAnswer(current, answer);
        return null;
    }

    private void TakeAnswer(WorkerEvent current, in Answer answer)
    {
        current.Reached = true;
        if (current.Closing)
        {
            LogIfWrong(current, answer.Kind == AnswerKind.Error ? AnswerKind.Error : AnswerKind.None, answer.Context);
            Stray(answer);
            return;
        }

        current.Frames++;
        if (answer.IsStop && current.Kind != EventKind.Closed)
        {
            // One that has answered already hands nothing back: it only wants to go.
            current.StopRequested = current.Frames == 1;
            current.Closing = true;
            _pool.RetireByItsWish(this);
        }
        else
        {
            // The answer to CLOSED has no effect, whatever it is: one is taken, more are strays. Only to CLOSED may a correlating worker say nothing.
            var kind = answer.Kind == AnswerKind.None && current.Kind != EventKind.Closed ? AnswerKind.Unknown : answer.Kind;
            current.LastAnswer = kind;
            current.Closing = answer.IsClosing || current.Kind == EventKind.Closed;
            LogIfWrong(current, kind, answer.IsStreamed ? "a stream, which is not supported"u8 : answer.Context);
            current.OnAnswer(kind, new AnswerBody(answer.Body, _reader));
        }

        if (!Fenced)
        {
            Complete(current);
        }
    }

    /// <summary>A pid: the worker waits for its next event, so all frames of the current one have come.</summary>
    private string? TakeControl(ReadOnlySpan<byte> payload)
    {
        if (!payload.SequenceEqual(_pidAnswer))
        {
            if (!ControlFrame.TryParse(payload, out var message) || message.Pid is not > 0)
            {
                return "sent a control frame that is no pid";
            }

            // It says the same behind every event: parsed once.
            _pidAnswer = payload.ToArray();
        }

        if (Fenced && Current is { } current)
        {
            if (current.Writing)
            {
                return "sent a pid that was not asked for";
            }

            Complete(current);
        }

        // Otherwise the late answer to the probe of its start.
        return null;
    }

    private void Complete(WorkerEvent current)
    {
        current.Reached = true;
        if (current.StopRequested)
        {
            _pool.Refused(this, current);
            return;
        }

        var outcome = EventOutcome.Done;
        if (current.Frames == 0 && current.Kind != EventKind.Closed)
        {
            outcome = EventOutcome.NoAnswer;
            _pool.LogNoAnswer(Pid, current.Kind);
            GiveUp(WorkerEnd.NoAnswer);
        }

        if (_killed == WorkerEnd.NoAnswer)
        {
            EndUnlessClosedIsNext();
        }

        _pool.Finished(this, current, outcome);
    }

    /// <summary>
    /// A worker that gave no answer is killed at once, unless it begins a CLOSED now that it was given before: that may be
    /// given to no other, and a late answer does no harm there.
    /// </summary>
    private void EndUnlessClosedIsNext()
    {
        bool closedIsNext;
        lock (_gate)
        {
            closedIsNext = _behind.TryPeek(out var next) && next is { Kind: EventKind.Closed, Writing: false };
        }

        if (closedIsNext)
        {
            _ = KillInTimeAsync();
        }
        else
        {
            _process.Kill();
        }
    }

    private async Task KillInTimeAsync()
    {
        await Task.WhenAny(_process.Exited, Task.Delay(_endTime));
        _process.Kill();
    }

    private string? Stray(in Answer answer)
    {
        _pool.Metrics.StrayFrames.Inc();
        if (!_strayLogged)
        {
            _strayLogged = true;
            _pool.LogStray(Pid, answer.Kind == AnswerKind.Error ? "error" : Encoding.UTF8.GetString(answer.Context));
        }

        if (Fenced || Correlates)
        {
            return null;
        }

        // Nothing tells which event a further frame of this worker would belong to.
        Kill(WorkerEnd.UnreadOutput);
        return null;
    }

    private void LogIfWrong(WorkerEvent current, AnswerKind kind, ReadOnlySpan<byte> context)
    {
        const int most = 1000;
        if (kind == AnswerKind.Error)
        {
            _pool.LogErrorFrame(Pid, Encoding.UTF8.GetString(context[..Math.Min(most, context.Length)]));
        }
        else if (kind == AnswerKind.Unknown && current.Kind != EventKind.Closed)
        {
            _pool.LogUnknownAnswer(Pid, Encoding.UTF8.GetString(context[..Math.Min(most, context.Length)]));
        }
    }
}
