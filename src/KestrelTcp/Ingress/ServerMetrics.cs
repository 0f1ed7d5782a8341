using System.Diagnostics;
using KestrelTcp.Workers;
using Prometheus;

namespace KestrelTcp.Ingress;

/// <summary>The instruments of one server (SPEC 7), each looked up once: counting costs no search.</summary>
internal sealed class ServerMetrics
{
    private readonly Counter.Child[,] _events;
    private readonly Histogram.Child[] _durations;
    private readonly Counter.Child[] _closed;
    private readonly Histogram.Child _queueTime;

    public ServerMetrics(TcpMetrics all, string server)
    {
        Connections = all.Connections.WithLabels(server);
        Opened = all.Opened.WithLabels(server);
        Received = all.Received.WithLabels(server);
        Sent = all.Sent.WithLabels(server);
        OverLimit = all.Rejected.WithLabels(server, "max_connections");
        ConnectionTime = all.ConnectionTime.WithLabels(server);
        MessageSize = all.MessageSize.WithLabels(server);
        _queueTime = all.QueueTime.WithLabels(server);
        _closed = [.. Enum.GetValues<CloseReason>().Select(reason => all.Closed.WithLabels(server, EventContext.Text(reason)))];
        var kinds = Enum.GetValues<EventKind>();
        _durations = [.. kinds.Select(kind => all.EventTime.WithLabels(server, TcpMetrics.Text(kind)))];
        _events = new Counter.Child[kinds.Length, TcpMetrics.AnswerTexts.Length];
        foreach (var kind in kinds)
        {
            for (var answer = 0; answer < TcpMetrics.AnswerTexts.Length; answer++)
            {
                _events[(int)kind, answer] = all.Events.WithLabels(server, TcpMetrics.Text(kind), TcpMetrics.AnswerTexts[answer]);
            }
        }
    }

    public Gauge.Child Connections { get; }

    public Counter.Child Opened { get; }

    public Counter.Child Received { get; }

    public Counter.Child Sent { get; }

    /// <summary>Connections refused for max_connections, the server's or that of all.</summary>
    public Counter.Child OverLimit { get; }

    public Histogram.Child ConnectionTime { get; }

    public Histogram.Child MessageSize { get; }

    public void Closed(CloseReason reason) => _closed[(int)reason].Inc();

    public void EventDone(WorkerEvent item, EventOutcome outcome)
    {
        var answer = outcome is EventOutcome.Done or EventOutcome.NoAnswer ? (int)item.LastAnswer : TcpMetrics.Failed;
        _events[(int)item.Kind, answer].Inc();
        if (item.BegunAt != 0)
        {
            _queueTime.Observe(Stopwatch.GetElapsedTime(item.SubmittedAt, item.BegunAt).TotalSeconds);
            var end = item.FinishedAt == 0 ? Stopwatch.GetTimestamp() : item.FinishedAt;
            _durations[(int)item.Kind].Observe(Stopwatch.GetElapsedTime(item.BegunAt, end).TotalSeconds);
        }
    }
}
