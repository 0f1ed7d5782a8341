using System.Buffers;
using System.IO.Pipelines;

namespace KestrelTcp.Ingress.Framing;

/// <summary>
/// Cuts a connection's input into messages (SPEC 3). A message is a slice of the pipe's own memory: nothing is copied,
/// and what has been read stays held until all messages in it are done.
/// </summary>
internal abstract class MessageReader(PipeReader input, long maxMessageSize)
{
    private const long _mostAtLastLook = 1 << 20;

    private ReadOnlySequence<byte> _rest;
    private long _gathered;
    private bool _holds;
    private bool _completed;
    private bool _lastLook;
    private volatile bool _draining;
    private volatile bool _interrupted;

    public ReadOnlySequence<byte> Message { get; private set; }

    /// <summary>Bytes received so far.</summary>
    public long Received { get; private set; }

    /// <summary>When bytes last came (Environment.TickCount64).</summary>
    public long ReceivedAt { get; private set; } = Environment.TickCount64;

    /// <summary>The client has ended its side.</summary>
    public bool Completed => _completed;

    /// <summary>The next message in what has been read; the one before it is let go.</summary>
    /// <returns>Null: more is needed. Then await <see cref="ReadAsync"/>, <see cref="Take"/> it, and ask again.</returns>
    /// <remarks>In two steps, and not awaited as one: an async method in between would cost an allocation per message.</remarks>
    public MessageStatus? Next()
    {
        if (_holds && !Message.IsEmpty)
        {
            _gathered -= Message.Length;
            _rest = _rest.Slice(Message.End);
        }

        while (!_interrupted)
        {
            if (_holds)
            {
                if (Look() is { } status)
                {
                    return status;
                }

                Release(_rest.Start, _rest.End);
            }

            if (!_draining)
            {
                return null;
            }

            if (_lastLook || !TakeWhatArrived())
            {
                break;
            }

            _lastLook = true;
        }

        Message = default;
        return MessageStatus.Interrupted;
    }

    /// <summary>Waits for more bytes.</summary>
    /// <exception cref="IOException">The connection is broken.</exception>
    public ValueTask<ReadResult> ReadAsync() => input.ReadAsync();

    /// <summary>Takes what <see cref="ReadAsync"/> came to.</summary>
    public void Take(in ReadResult result)
    {
        var length = result.Buffer.Length;
        Received += length - _gathered;
        ReceivedAt = Environment.TickCount64;
        _gathered = length;
        _rest = result.Buffer;
        _completed = result.IsCompleted;
        _holds = true;
        Message = default;
    }

    /// <summary>Lets everything that has been read go.</summary>
    public void Discard()
    {
        if (_holds)
        {
            Release(_rest.End, _rest.End);
            _gathered = 0;
        }
    }

    /// <summary>Whole messages that have arrived are still handed out; then reading is interrupted.</summary>
    public void Drain()
    {
        _draining = true;
        input.CancelPendingRead();
    }

    /// <summary>No further message.</summary>
    public void Interrupt()
    {
        _interrupted = true;
        input.CancelPendingRead();
    }

    /// <summary>Looks for a message at the start of what is gathered.</summary>
    /// <param name="gathered">Not empty.</param>
    /// <param name="length">Its length in bytes.</param>
    protected abstract Cut TryCut(in ReadOnlySequence<byte> gathered, out long length);

    /// <summary>Gathers what has arrived by now, up to a bound: a client that goes on sending is not read for ever.</summary>
    /// <returns>False: nothing has.</returns>
    private bool TakeWhatArrived()
    {
        if (!input.TryRead(out var first))
        {
            return false;
        }

        Take(first);
        var before = 0L;
        while (!_completed && _gathered > before && _gathered < _mostAtLastLook)
        {
            before = _gathered;
            TakeAgain();
        }

        return true;
    }

    /// <summary>Null: more must be read.</summary>
    private MessageStatus? Look()
    {
        while (_gathered > 0)
        {
            var cut = TryCut(_rest, out var length);
            if ((cut == Cut.NeedsMore ? _gathered : length) > maxMessageSize)
            {
                return MessageStatus.TooBig;
            }

            if (cut == Cut.NeedsMore)
            {
                break;
            }

            if (cut == Cut.Message || _completed || IsQuiet())
            {
                Message = length == _gathered ? _rest : _rest.Slice(0, length);
                return MessageStatus.Message;
            }
        }

        if (!_completed)
        {
            return null;
        }

        Message = _rest;
        return MessageStatus.EndOfInput;
    }

    /// <summary>Whether the pipe holds nothing but what we know. Told by leaving its last byte unexamined, so that it answers at once.</summary>
    private bool IsQuiet()
    {
        var before = _gathered;
        TakeAgain();
        return _gathered == before;
    }

    /// <summary>Takes what is held and what has come since.</summary>
    private void TakeAgain()
    {
        Release(_rest.Start, LastByte());
        if (!input.TryRead(out var now))
        {
            throw new InvalidOperationException("The pipe lost a byte that was not examined.");
        }

        Take(now);
    }

    /// <summary>Where the last byte begins, without a walk from the start where the last segment has it.</summary>
    private SequencePosition LastByte()
    {
        var end = _rest.End;
        return end.GetInteger() > 0 && end.GetObject() is ReadOnlySequenceSegment<byte>
            ? new SequencePosition(end.GetObject(), end.GetInteger() - 1)
            : _rest.GetPosition(_gathered - 1);
    }

    private void Release(SequencePosition consumed, SequencePosition examined)
    {
        _holds = false;
        _rest = default;
        input.AdvanceTo(consumed, examined);
    }
}
