using System.Buffers;

namespace KestrelTcp.Workers;

/// <summary>
/// One event on its way to a worker and back. A connection has a single one and uses it again and again, since it has
/// one event in flight at a time. The owner sets the first part and submits it to a <see cref="WorkerPool"/>; until
/// <see cref="OnCompleted"/> the pool owns it, and context and body must stay as they are.
/// </summary>
internal abstract class WorkerEvent
{
    public EventKind Kind { get; protected set; }

    /// <summary>Start of the context JSON, up to the event's own part.</summary>
    public ReadOnlyMemory<byte> ContextHead { get; protected init; }

    /// <summary>Rest of the context JSON.</summary>
    public ReadOnlyMemory<byte> ContextTail { get; protected set; }

    public ReadOnlySequence<byte> Body { get; protected set; }

    /// <summary>A worker has begun it at least once.</summary>
    public bool Reached { get; internal set; }

    /// <summary>The worker that it was handed to last; 0: to none.</summary>
    public int WorkerPid { get; internal set; }

    /// <summary>Stopwatch timestamp of the submission.</summary>
    public long SubmittedAt { get; internal set; }

    /// <summary>Stopwatch timestamp of when it became its worker's oldest event, which is when work on it could begin.</summary>
    public long BegunAt { get; internal set; }

    /// <summary>Stopwatch timestamp of the end of the work on it; 0 when no worker finished it.</summary>
    public long FinishedAt { get; internal set; }

    /// <summary>The last answer that counted.</summary>
    public AnswerKind LastAnswer { get; internal set; }

    internal int ContextLength => ContextHead.Length + ContextTail.Length;

    // The rest is the pool's book-keeping, under its lock.

    internal WorkerEvent? Next { get; set; }

    internal WorkerEvent? Previous { get; set; }

    /// <summary>Sticky dispatch: the worker that all of this connection's events go to.</summary>
    internal Worker? Affinity { get; set; }

    /// <summary>Stopwatch timestamp of when it began to wait for a worker: of the submission, or of when a worker that had it was gone.</summary>
    internal long WaitsSince { get; set; }

    /// <summary>Between submission and completion.</summary>
    internal bool Pending { get; set; }

    /// <summary>Frames received for it from its present worker.</summary>
    internal int Frames { get; set; }

    /// <summary>A closing answer has come: what follows is a stray.</summary>
    internal bool Closing { get; set; }

    /// <summary>Its present worker asked to be retired instead of answering.</summary>
    internal bool StopRequested { get; set; }

    /// <summary>Workers that have asked so for this event.</summary>
    internal int Refusals { get; set; }

    /// <summary>Number that a correlating worker repeats (PROTOCOL 8.3).</summary>
    internal uint Sequence { get; set; }

    /// <summary>Handed over, and its body not yet taken from the owner's memory: an answer now would answer what was not asked.</summary>
    internal volatile bool Writing;

    /// <summary>Where its frame begins in all that was ever written to its worker.</summary>
    internal long StreamOffset { get; set; }

    internal long FrameSize(bool correlates) =>
        Goridge.FrameHeader.SizeOf(correlates ? 2 : 1) + ContextLength + Body.Length;

    /// <summary>A frame of the answer; called in order, not under any lock, on the thread that reads from the worker.</summary>
    /// <param name="answer">What it says.</param>
    /// <param name="body">Only valid during the call.</param>
    internal abstract void OnAnswer(AnswerKind answer, in AnswerBody body);

    /// <summary>The event has ended and is the owner's again. Not under any lock.</summary>
    internal abstract void OnCompleted(EventOutcome outcome);

    /// <summary>The worker that this connection is bound to is gone or about to go, and no event was in flight. Not under any lock.</summary>
    internal abstract void OnWorkerLost();

    internal void Reset()
    {
        Pending = true;
        Frames = 0;
        Closing = false;
        StopRequested = false;
        Refusals = 0;
        Reached = false;
        WorkerPid = 0;
        LastAnswer = AnswerKind.None;
        BegunAt = 0;
        FinishedAt = 0;
    }

    /// <summary>Before it is given to another worker.</summary>
    internal void Rewind()
    {
        Frames = 0;
        Closing = false;
        StopRequested = false;
        LastAnswer = AnswerKind.None;
    }
}
