using KestrelTcp.Workers;
using Prometheus;

namespace KestrelTcp.Ingress;

/// <summary>The instruments of the TCP side over all servers (SPEC 7).</summary>
internal sealed class TcpMetrics
{
    private static readonly double[] _connectionBuckets = [0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 86400];

    private readonly CollectorRegistry _registry;

    public TcpMetrics(CollectorRegistry registry)
    {
        _registry = registry;
        var factory = Metrics.WithCustomRegistry(registry);
        Connections = factory.CreateGauge("rr_tcp_connections", "Open connections.", "server");
        Opened = factory.CreateCounter("rr_tcp_connections_total", "Connections accepted.", "server");
        Rejected = factory.CreateCounter("rr_tcp_connections_rejected_total", "Connections refused, by reason.", "server", "reason");
        Closed = factory.CreateCounter("rr_tcp_connections_closed_total", "Connections ended, by reason.", "server", "reason");
        Events = factory.CreateCounter("rr_tcp_events_total", "Events given to workers, by the last answer that counted.", "server", "event", "answer");
        Received = factory.CreateCounter("rr_tcp_received_bytes_total", "Bytes received from clients.", "server");
        Sent = factory.CreateCounter("rr_tcp_sent_bytes_total", "Bytes sent to clients.", "server");
        TlsHandshakes = factory.CreateCounter("rr_tcp_tls_handshakes_total", "TLS handshakes, by what they came to.", "server", "result");
        EventTime = Histogram(factory, "rr_tcp_event_duration_seconds", "Time that workers took for an event.", TimeBuckets, "server", "event");
        QueueTime = Histogram(factory, "rr_tcp_event_queue_seconds", "Time that an event waited for a worker.", TimeBuckets, "server");
        ConnectionTime = Histogram(factory, "rr_tcp_connection_duration_seconds", "Time from accept to close.", _connectionBuckets, "server");
        MessageSize = Histogram(factory, "rr_tcp_message_size_bytes", "Size of the messages given to workers.", SizeBuckets, "server");
    }

    /// <summary>Upper bounds in seconds, of the histograms that every event counts in.</summary>
    public static double[] TimeBuckets { get; } = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Upper bounds in bytes.</summary>
    public static double[] SizeBuckets { get; } = [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20];

    /// <summary>Label values of <c>answer</c>: those of <see cref="AnswerKind"/> in its order, then <see cref="Failed"/>.</summary>
    public static string[] AnswerTexts { get; } = ["none", "CONTINUE", "WRITE", "WRITECLOSE", "CLOSE", "STARTTLS", "unknown", "error", "failed"];

    /// <summary>Index of "failed": the worker died or hung, or none was free.</summary>
    public static int Failed => AnswerTexts.Length - 1;

    public Gauge Connections { get; }

    public Counter Opened { get; }

    public Counter Rejected { get; }

    public Counter Closed { get; }

    public Counter Events { get; }

    public Counter Received { get; }

    public Counter Sent { get; }

    public Counter TlsHandshakes { get; }

    public Histogram EventTime { get; }

    public Histogram QueueTime { get; }

    public Histogram ConnectionTime { get; }

    public Histogram MessageSize { get; }

    public static string Text(EventKind kind) => kind switch
    {
        EventKind.Connected => "CONNECTED",
        EventKind.Data => "DATA",
        _ => "CLOSE",
    };

    /// <summary>Has something done whenever somebody is about to read the instruments.</summary>
    public void BeforeCollect(Action flush) => _registry.AddBeforeCollectCallback(flush);

    /// <summary>A server's counts of a counter whose labels are server and reason, without those that are 0.</summary>
    public static Dictionary<string, long> ByReason(Counter counter, string server) =>
        (from labels in counter.GetAllLabelValues()
         where labels[0] == server
         let count = (long)counter.WithLabels(labels).Value
         where count > 0
         select (Reason: labels[1], Count: count)).ToDictionary(pair => pair.Reason, pair => pair.Count);

    private static Histogram Histogram(MetricFactory factory, string name, string help, double[] buckets, params string[] labels) =>
        factory.CreateHistogram(name, help, labels, new HistogramConfiguration { Buckets = buckets, ExemplarBehavior = ExemplarBehavior.NoExemplars() });
}
