using System.Buffers;
using System.IO.Pipelines;
using KestrelTcp.Ingress.Transport;

namespace KestrelTcp.Ingress.Framing;

/// <summary>
/// Cuts a connection's input into messages (SPEC 3). A message is a slice of the pipe's own memory: nothing is copied,
/// and what has been read stays held until all messages in it are done.
/// </summary>
/// <param name="input">The connection's input.</param>
/// <param name="maxMessageSize">Bytes, those that are stripped included.</param>
/// <param name="strip">Bytes at a message's start that are not handed out.</param>
internal abstract class MessageReader(PipeReader input, long maxMessageSize, int strip = 0)
{
    private const long _mostAtLastLook = 1 << 20;

    /// <summary>Knows of bytes that the kernel holds; behind TLS nobody does.</summary>
    private readonly SocketInput? _direct = input as SocketInput;

    private ReadOnlySequence<byte> _rest;
    private long _gathered;

    /// <summary>Bytes of <see cref="_rest"/> that the message takes up. Those handed out may be fewer, or none.</summary>
    private long _taken;
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
        if (_taken > 0)
        {
            _gathered -= _taken;
            _rest = _rest.Slice(Message.End);
            _taken = 0;
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
        _taken = 0;
        Message = default;
    }

    /// <summary>Lets everything that has been read go.</summary>
    public void Discard()
    {
        if (_holds)
        {
            Release(_rest.End, _rest.End);
            _gathered = 0;
            _taken = 0;
            Message = default;
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

    /// <summary>What the client leaves over at its end is a last message; else it is part of one, which nobody could tell from a whole one.</summary>
    protected virtual bool RestIsMessage => true;

    /// <summary>A stop waits for nothing more than what has been taken by now.</summary>
    protected bool IsLastLook => _lastLook;

    /// <summary>Looks for a message at the start of what is gathered.</summary>
    /// <param name="gathered">Not empty.</param>
    /// <param name="length">Its length in bytes; of one that is not whole yet what is known of it, perhaps nothing.</param>
    protected abstract Cut TryCut(in ReadOnlySequence<byte> gathered, out long length);

    /// <summary>A message, if nothing more is waiting, in the pipe or in the socket.</summary>
    protected Cut CutIfQuiet()
    {
        if (_direct is null)
        {
            return Cut.IfQuiet;
        }

        return !_completed && _direct.MoreInSocket ? Cut.NeedsMore : Cut.Message;
    }

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
            if ((cut == Cut.NeedsMore ? Math.Max(_gathered, length) : length) > maxMessageSize)
            {
                return MessageStatus.TooBig;
            }

            if (cut == Cut.Broken)
            {
                return MessageStatus.Broken;
            }

            if (cut == Cut.NeedsMore)
            {
                break;
            }

            if (cut == Cut.Message || _completed || IsQuiet())
            {
                Hand(length);
                return MessageStatus.Message;
            }
        }

        if (!_completed)
        {
            return null;
        }

        if (_gathered > 0 && !RestIsMessage)
        {
            return MessageStatus.Incomplete;
        }

        _taken = _gathered;
        Message = _rest;
        return MessageStatus.EndOfInput;
    }

    private void Hand(long length)
    {
        _taken = length;
        Message = (length == _gathered, strip) switch
        {
            (true, 0) => _rest,
            (true, _) => _rest.Slice(strip),
            _ => _rest.Slice(strip, length - strip),
        };
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
