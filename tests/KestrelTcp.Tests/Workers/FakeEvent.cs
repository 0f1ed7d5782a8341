using System.Buffers;
using System.Text;
using KestrelTcp.Workers;

namespace KestrelTcp.Tests.Workers;

/// <summary>An event that belongs to no connection.</summary>
internal sealed class FakeEvent : WorkerEvent
{
    public FakeEvent(string head = "", string tail = "", in ReadOnlySequence<byte> body = default)
    {
        ContextHead = Encoding.UTF8.GetBytes(head);
        ContextTail = Encoding.UTF8.GetBytes(tail);
        Body = body;
    }

    internal override void OnAnswer(AnswerKind answer, in AnswerBody body)
    {
    }

    internal override void OnCompleted(EventOutcome outcome)
    {
    }

    internal override void OnWorkerLost()
    {
    }
}
