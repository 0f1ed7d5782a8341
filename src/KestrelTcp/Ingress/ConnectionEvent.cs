using System.Buffers;
using System.Threading.Tasks.Sources;
using KestrelTcp.Workers;

namespace KestrelTcp.Ingress;

/// <summary>A connection's one event, awaited without an allocation. Its continuation runs on the thread that read the worker's answer.</summary>
internal sealed class ConnectionEvent : WorkerEvent, IValueTaskSource<EventOutcome>
{
    private readonly TcpConnection _connection;
    private ManualResetValueTaskSourceCore<EventOutcome> _source;

    public ConnectionEvent(TcpConnection connection, ReadOnlyMemory<byte> contextHead)
    {
        _connection = connection;
        ContextHead = contextHead;
    }

    /// <summary>Submits the event and waits for its end.</summary>
    public ValueTask<EventOutcome> RunAsync(WorkerPool pool, EventKind kind, ReadOnlyMemory<byte> contextTail, in ReadOnlySequence<byte> body)
    {
        Kind = kind;
        ContextTail = contextTail;
        Body = body;
        _source.Reset();
        pool.Submit(this);
        return new(this, _source.Version);
    }

    EventOutcome IValueTaskSource<EventOutcome>.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<EventOutcome>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<EventOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    internal override void OnAnswer(AnswerKind answer, in AnswerBody body) => _connection.OnAnswer(answer, body);

    internal override void OnCompleted(EventOutcome outcome)
    {
        Body = default;
        _source.SetResult(outcome);
    }

    internal override void OnWorkerLost() => _connection.Close(CloseReason.Error);
}
