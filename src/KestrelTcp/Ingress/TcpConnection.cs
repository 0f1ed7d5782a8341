using System.Diagnostics;
using KestrelTcp.Ingress.Edge.Tls;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Workers;
using Microsoft.AspNetCore.Connections;

namespace KestrelTcp.Ingress;

/// <summary>
/// One client's connection, in three phases: it connects, its messages are dispatched, it ends. Events go to a worker one
/// at a time; CLOSED goes out exactly once when CONNECTED has reached a worker, whatever happened between.
/// </summary>
internal sealed partial class TcpConnection
{
    /// <summary>How long we read on, and drop what comes, after our FIN: a socket closed with unread input sends a reset, which can cost the client our last bytes.</summary>
    private static readonly TimeSpan _lingerTime = TimeSpan.FromSeconds(2);

    private readonly TcpServer _server;
    private readonly ConnectionContext _context;
    private readonly MessageReader _reader;
    private readonly ClientOutput _output;
    private readonly ConnectionEvent _event;
    private readonly WriteProgress _writeProgress;
    private readonly IClientSocket? _socket;
    private readonly TlsTransport? _tls;
    private readonly long _openedAt = Stopwatch.GetTimestamp();
    private EventTails _tails;
    private long _idleSince = Environment.TickCount64;
    private long _countedReceived;
    private int _reason = -1;
    private int _finSent;

    public TcpConnection(TcpServer server, ConnectionContext context)
    {
        _server = server;
        _context = context;
        _socket = context.Features.Get<IClientSocket>();
        _tls = context.Features.Get<TlsTransport>();
        _reader = server.MakeReader(context.Transport.Input);
        _output = new ClientOutput(context.Transport.Output);
        _writeProgress = new WriteProgress(_socket);
        RemoteAddress = Ingress.RemoteAddress.Format(context.RemoteEndPoint);
        _tails = server.Context.Tails(context.Features.Get<TlsSession>(), context.Features.Get<ProxyPeer>());
        _event = new ConnectionEvent(this, EventContext.Head(RemoteAddress, server.Options.Name, Uuid));
    }

    public Guid Uuid { get; } = Guid.NewGuid();

    public string RemoteAddress { get; }

    /// <summary>Events that workers have finished.</summary>
    public long Events { get; private set; }

    private CloseReason? Reason => Volatile.Read(ref _reason) is >= 0 and var value ? (CloseReason)value : null;

    private bool Waits { get; set; }

    public async Task RunAsync()
    {
        // Nothing here needs the context of whoever began the connection; carried along it would cost at each event.
        ExecutionContext.SuppressFlow();
        var reached = false;
        try
        {
            Settle(await _event.RunAsync(_server.Pool, EventKind.Connected, _tails.Connected, default));
            reached = _event.Reached;
            await DispatchMessagesAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            SetReason(CloseReason.Client);
        }
        catch (Exception exception)
        {
            // A fault of ours: it is told, and costs this connection only, which still gets its CLOSED.
            LogFault(_server.Logger, exception, _server.Options.Name, Uuid);
            SetReason(CloseReason.Error);
            reached |= _event.Reached;
        }

        await EndAsync(reached);
    }

    /// <summary>Ends the connection after the event that is in flight; the first reason counts.</summary>
    public void Close(CloseReason reason)
    {
        SetReason(reason);
        _reader.Interrupt();
        if (_startTls is not null)
        {
            _tls?.GiveUp();
        }
    }

    /// <summary>Ends the connection after all messages that have been received whole (SPEC 6).</summary>
    public void Drain() => _reader.Drain();

    /// <summary>A worker's answer to the event in flight; called on the thread that reads from the worker.</summary>
    public void OnAnswer(AnswerKind answer, in AnswerBody body)
    {
        if (_event.Kind == EventKind.Closed)
        {
            return;
        }

        if (answer is AnswerKind.Write or AnswerKind.WriteClose && !TryWrite(body, _mostUntaken))
        {
            SetReason(CloseReason.Client);
            if (!_output.IsBroken)
            {
                // By a reset, not a FIN: the client must not take what it has for the whole answer.
                LogUntaken(_server.Logger, _server.Options.Name, Uuid, _mostUntaken);
                _output.Break();
                _context.Abort();
            }
        }

        switch (answer)
        {
            case AnswerKind.Continue or AnswerKind.Write:
                return;
            case AnswerKind.StartTls when TryBeginTls(body.Bytes):
                return;
            case AnswerKind.Error:
                SetReason(CloseReason.Error);
                break;
            default:
                SetReason(CloseReason.Worker);
                break;
        }

        if (_startTls is null)
        {
            // The client need not wait until the worker is done with what it does after its answer.
            _ = SendFinAsync();
        }
    }

    /// <summary>
    /// One message after the other. All that is awaited is awaited here: every async method in between would cost an allocation
    /// per event. What follows runs where the answer came in, so no context has to be looked for.
    /// </summary>
    private async Task DispatchMessagesAsync()
    {
        if (_startTls is { } atOnce)
        {
            await StartTlsAsync(atOnce);
        }

        while (Reason is null)
        {
            if (_output.PendingSince != 0)
            {
                await _output.DrainAsync();
            }

            Waits = true;
            MessageStatus? status;
            while ((status = _reader.Next()) is null)
            {
                _reader.Take(await _reader.ReadAsync().ConfigureAwait(false));
            }

            Waits = false;
            CountReceived();
            if (status == MessageStatus.Message || (status == MessageStatus.EndOfInput && !_reader.Message.IsEmpty))
            {
                HadMessage = true;
                _server.Metrics.MessageSize.Observe(_reader.Message.Length);
                Settle(await _event.RunAsync(_server.Pool, EventKind.Data, _tails.Data, _reader.Message).ConfigureAwait(false));
                if (_startTls is { } asked)
                {
                    await StartTlsAsync(asked);
                }
            }

            if (status != MessageStatus.Message)
            {
                SetReason(ReasonOf(status.Value));
            }
        }
    }

    private CloseReason ReasonOf(MessageStatus end)
    {
        switch (end)
        {
            case MessageStatus.EndOfInput:
                return CloseReason.Client;
            case MessageStatus.TooBig:
                LogTooBig(_server.Logger, _server.Options.Name, Uuid, _server.Options.MaxMessageSize);
                return CloseReason.MessageTooBig;
            case MessageStatus.Broken:
                LogBroken(_server.Logger, _server.Options.Name, Uuid);
                return CloseReason.Error;
            case MessageStatus.Incomplete:
                LogIncomplete(_server.Logger, _server.Options.Name, Uuid);
                return CloseReason.Client;
            default:
                return CloseReason.Shutdown;
        }
    }

    /// <summary>Counts an event that has ended, and decides whether the connection goes on.</summary>
    private void Settle(EventOutcome outcome)
    {
        _server.Metrics.EventDone(_event, outcome);
        Events++;
        _idleSince = Environment.TickCount64;
        switch (outcome)
        {
            case EventOutcome.Done:
                break;
            case EventOutcome.QueueFull or EventOutcome.NoFreeWorker:
                SetReason(CloseReason.Limit);
                break;
            case EventOutcome.PoolStopped:
                SetReason(CloseReason.Shutdown);
                break;
            default:
                SetReason(CloseReason.Error);
                break;
        }

        if (_output.IsBroken)
        {
            SetReason(CloseReason.Client);
        }
    }

    private async Task EndAsync(bool reached)
    {
        await SendFinAsync();
        var reason = Reason ?? CloseReason.Client;
        var closed = reached
            ? _event.RunAsync(_server.Pool, EventKind.Closed, _tails.Closed(reason), default)
            : new(EventOutcome.Done);
        await LingerAsync(reason);

        // Gives the socket and its memory back though a worker may take its time for CLOSED.
        await _context.Transport.Input.CompleteAsync();
        await _context.Transport.Output.CompleteAsync();
        var outcome = await closed;
        if (reached)
        {
            _server.Metrics.EventDone(_event, outcome);
            Events++;
            TellIfLost(outcome);
        }

        CountReceived();
        _server.Metrics.Closed(reason);
        _server.Metrics.ConnectionTime.Observe(Stopwatch.GetElapsedTime(_openedAt).TotalSeconds);
        LogClosed(_server.Logger, _server.Options.Name, Uuid, RemoteAddress, reason.Text(), Events);
    }

    private void SetReason(CloseReason reason) => Interlocked.CompareExchange(ref _reason, (int)reason, -1);

    private void CountReceived()
    {
        if (_reader.Received is var received && received != _countedReceived)
        {
            _server.Metrics.Received.Inc(received - _countedReceived);
            _countedReceived = received;
        }
    }

    private bool TryWrite(in AnswerBody body, long maxPending)
    {
        if (!(_startTls?.TryHold(body.Bytes, maxPending) ?? _output.TryWrite(body, maxPending)))
        {
            return false;
        }

        _server.Metrics.Sent.Inc(body.Bytes.Length);
        return true;
    }
}
