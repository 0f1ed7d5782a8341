using System.Diagnostics;
using KestrelTcp.Ingress.Counting;
using KestrelTcp.Ingress.Edge;
using KestrelTcp.Ingress.Edge.Tls;
using KestrelTcp.Workers;
using Prometheus;

namespace KestrelTcp.Ingress;

/// <summary>
/// The instruments of one server (SPEC 7), each looked up once: counting costs no search. What every event counts is held in
/// plain fields and flushed when somebody collects.
/// </summary>
internal sealed class ServerMetrics
{
    private readonly Lock _flushing = new();
    private readonly TcpMetrics _all;
    private readonly string _server;
    private readonly CounterStripes _stripes = new();
    private readonly HotCounter[] _events;
    private readonly HotHistogram[] _durations;
    private readonly HotHistogram _queueTime;
    private readonly Counter.Child[] _closed;
    private readonly Counter.Child[] _refused;

    private readonly Lazy<Counter.Child[]> _handshakes;

    public ServerMetrics(TcpMetrics all, string server)
    {
        _all = all;
        _server = server;
        Connections = all.Connections.WithLabels(server);
        Opened = all.Opened.WithLabels(server);
        _refused = [.. Refusals.Texts.Select(reason => all.Rejected.WithLabels(server, reason))];
        ConnectionTime = all.ConnectionTime.WithLabels(server);
        _closed = [.. Enum.GetValues<CloseReason>().Select(reason => all.Closed.WithLabels(server, reason.Text()))];

        _handshakes = new(() => [.. TlsHandshakeResults.Texts.Select(result => all.TlsHandshakes.WithLabels(server, result))]);

        var kinds = Enum.GetValues<EventKind>();
        Received = new(_stripes, all.Received.WithLabels(server));
        Sent = new(_stripes, all.Sent.WithLabels(server));
        MessageSize = new(_stripes, all.MessageSize.WithLabels(server), TcpMetrics.SizeBuckets);
        _queueTime = new(_stripes, all.QueueTime.WithLabels(server), TcpMetrics.TimeBuckets, Stopwatch.Frequency);
        _durations = [.. kinds.Select(kind => new HotHistogram(_stripes, all.EventTime.WithLabels(server, TcpMetrics.Text(kind)), TcpMetrics.TimeBuckets, Stopwatch.Frequency))];
        _events = [.. from kind in kinds from answer in TcpMetrics.AnswerTexts select new HotCounter(_stripes, all.Events.WithLabels(server, TcpMetrics.Text(kind), answer))];
        all.BeforeCollect(Flush);
    }

    public Gauge.Child Connections { get; }

    /// <summary>Those that were let in.</summary>
    public Counter.Child Opened { get; }

    public HotCounter Received { get; }

    public HotCounter Sent { get; }

    public Histogram.Child ConnectionTime { get; }

    public HotHistogram MessageSize { get; }

    public void Closed(CloseReason reason) => _closed[(int)reason].Inc();

    public void Refused(Refusal reason) => _refused[(int)reason].Inc();

    /// <summary>A server without TLS has no series of them.</summary>
    public void Handshake(TlsHandshakeResult result) => _handshakes.Value[(int)result].Inc();

    public void EventDone(WorkerEvent item, EventOutcome outcome)
    {
        var mine = _stripes.Mine;
        var answer = outcome is EventOutcome.Done or EventOutcome.NoAnswer ? (int)item.LastAnswer : TcpMetrics.Failed;
        _events[((int)item.Kind * TcpMetrics.AnswerTexts.Length) + answer].Inc(mine, 1);
        if (item.BegunAt != 0)
        {
            _queueTime.Observe(mine, item.BegunAt - item.SubmittedAt);
            var end = item.FinishedAt == 0 ? Stopwatch.GetTimestamp() : item.FinishedAt;
            _durations[(int)item.Kind].Observe(mine, end - item.BegunAt);
        }
    }

    /// <summary>All counts up to now. Reads fields, waits for nobody.</summary>
    public ServerCounts Counts()
    {
        var eventTime = new long[TcpMetrics.TimeBuckets.Length + 1];
        var queueTime = new long[TcpMetrics.TimeBuckets.Length + 1];
        Array.ForEach(_durations, duration => duration.AddTo(eventTime));
        _queueTime.AddTo(queueTime);
        var (events, failed) = (0L, 0L);
        for (var i = 0; i < _events.Length; i++)
        {
            var count = _events[i].Value;
            events += count;
            failed += i % TcpMetrics.AnswerTexts.Length == TcpMetrics.Failed ? count : 0;
        }

        return new ServerCounts(
            (long)Connections.Value,
            (long)Opened.Value,
            events,
            failed,
            Received.Value,
            Sent.Value,
            eventTime,
            queueTime);
    }

    /// <summary>Connections ended, by reason.</summary>
    public Dictionary<string, long> ClosedByReason() => TcpMetrics.ByReason(_all.Closed, _server);

    /// <summary>Connections refused, by reason.</summary>
    public Dictionary<string, long> RejectedByReason() => TcpMetrics.ByReason(_all.Rejected, _server);

    /// <summary>Two may collect at once.</summary>
    private void Flush()
    {
        lock (_flushing)
        {
            Received.Flush();
            Sent.Flush();
            MessageSize.Flush();
            _queueTime.Flush();
            Array.ForEach(_durations, duration => duration.Flush());
            Array.ForEach(_events, counter => counter.Flush());
        }
    }
}
