using System.Diagnostics;
using KestrelTcp.Ingress;
using KestrelTcp.Ingress.Edge;
using KestrelTcp.Tests.Ingress.Counting;
using KestrelTcp.Workers;
using Prometheus;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>What is counted and what a scrape shows of it.</summary>
public sealed class ServerMetricsTests
{
    private readonly CollectorRegistry _registry = new();
    private readonly ServerMetrics _main;
    private readonly ServerMetrics _other;

    public ServerMetricsTests()
    {
        var all = new TcpMetrics(_registry);
        _main = new ServerMetrics(all, "main");
        _other = new ServerMetrics(all, "other");
    }

    [Fact]
    public async Task Event_isShownAtTheNextScrape_andOnceOnly()
    {
        _main.EventDone(new FinishedEvent(EventKind.Data, AnswerKind.Write, waited: 0.0002, took: 0.03), EventOutcome.Done);
        _main.EventDone(new FinishedEvent(EventKind.Data, AnswerKind.None, waited: 0.0004, took: 0.04), EventOutcome.NoAnswer);
        _other.EventDone(new FinishedEvent(EventKind.Connected, AnswerKind.Write, waited: 20, took: 0.00001), EventOutcome.WorkerLost);

        for (var scrape = 0; scrape < 2; scrape++)
        {
            var samples = await Scrape.OfAsync(_registry);

            Assert.Equal(1, samples["""rr_tcp_events_total{server="main",event="DATA",answer="WRITE"}"""]);
            Assert.Equal(1, samples["""rr_tcp_events_total{server="main",event="DATA",answer="none"}"""]);
            Assert.Equal(1, samples["""rr_tcp_events_total{server="other",event="CONNECTED",answer="failed"}"""]);
            Assert.Equal(3, samples.Where(sample => sample.Key.StartsWith("rr_tcp_events_total", StringComparison.Ordinal)).Sum(sample => sample.Value));
            Assert.Equal(0, samples["""rr_tcp_event_queue_seconds_bucket{server="main",le="0.0001"}"""]);
            Assert.Equal(1, samples["""rr_tcp_event_queue_seconds_bucket{server="main",le="0.00025"}"""]);
            Assert.Equal(2, samples["""rr_tcp_event_queue_seconds_count{server="main"}"""]);
            Assert.Equal(0.0006, samples["""rr_tcp_event_queue_seconds_sum{server="main"}"""], 9);
            Assert.Equal(0.07, samples["""rr_tcp_event_duration_seconds_sum{server="main",event="DATA"}"""], 9);
            Assert.Equal(0, samples["""rr_tcp_event_queue_seconds_bucket{server="other",le="10"}"""]);
            Assert.Equal(1, samples["""rr_tcp_event_queue_seconds_bucket{server="other",le="+Inf"}"""]);
            Assert.Equal(1, samples["""rr_tcp_event_duration_seconds_count{server="other",event="CONNECTED"}"""]);
        }
    }

    [Fact]
    public async Task Counts_areThoseOfTheServer_withOrWithoutAScrape()
    {
        _main.EventDone(new FinishedEvent(EventKind.Data, AnswerKind.Write, waited: 0.0002, took: 0.03), EventOutcome.Done);
        _main.EventDone(new FinishedEvent(EventKind.Connected, AnswerKind.Write, waited: 20, took: 0.03), EventOutcome.WorkerLost);
        _other.EventDone(new FinishedEvent(EventKind.Data, AnswerKind.Write, waited: 0.0002, took: 0.03), EventOutcome.Done);
        _main.Received.Inc(100);
        _main.Opened.Inc();
        for (var i = 0; i < 3; i++)
        {
            _main.Refused(Refusal.MaxConnections);
        }

        _main.Closed(CloseReason.Client);

        for (var scrape = 0; scrape < 2; scrape++)
        {
            var counts = _main.Counts();

            Assert.Equal((2, 1, 100, 0, 1, 0), (counts.Events, counts.Failed, counts.Received, counts.Sent, counts.Opened, counts.Connections));
            Assert.Equal(2, counts.EventTime[Array.IndexOf(ServerCounts.TimeBuckets, 0.05)]);
            Assert.Equal(2, counts.EventTime.Sum());
            Assert.Equal((1, 1), (counts.QueueTime[1], counts.QueueTime[^1]));
            Assert.Equal([new("client", 1)], _main.ClosedByReason());
            Assert.Equal([new("max_connections", 3)], _main.RejectedByReason());
            await Scrape.OfAsync(_registry);
        }
    }

    [Fact]
    public async Task Event_thatNoWorkerBegan_hasNoTimes()
    {
        _main.EventDone(new FinishedEvent(EventKind.Closed, AnswerKind.None, waited: null, took: null), EventOutcome.NoFreeWorker);

        var samples = await Scrape.OfAsync(_registry);

        Assert.Equal(1, samples["""rr_tcp_events_total{server="main",event="CLOSE",answer="failed"}"""]);
        Assert.Equal(0, samples["""rr_tcp_event_queue_seconds_count{server="main"}"""]);
        Assert.Equal(0, samples["""rr_tcp_event_duration_seconds_count{server="main",event="CLOSE"}"""]);
    }

    [Fact]
    public async Task Event_thatNoWorkerFinished_tookUntilNow()
    {
        _main.EventDone(new FinishedEvent(EventKind.Data, AnswerKind.None, waited: 3600, took: null), EventOutcome.ExecTtl);

        var samples = await Scrape.OfAsync(_registry);

        Assert.Equal(1, samples["""rr_tcp_event_duration_seconds_count{server="main",event="DATA"}"""]);
        Assert.InRange(samples["""rr_tcp_event_duration_seconds_sum{server="main",event="DATA"}"""], 0, 60);
    }

    [Fact]
    public async Task Bytes_areShownByServer()
    {
        _main.Received.Inc(100);
        _main.Sent.Inc(30);
        _other.Received.Inc(5);
        _main.MessageSize.Observe(64);
        _main.MessageSize.Observe(65);

        var samples = await Scrape.OfAsync(_registry);

        Assert.Equal(100, samples["""rr_tcp_received_bytes_total{server="main"}"""]);
        Assert.Equal(30, samples["""rr_tcp_sent_bytes_total{server="main"}"""]);
        Assert.Equal(5, samples["""rr_tcp_received_bytes_total{server="other"}"""]);
        Assert.Equal(0, samples["""rr_tcp_sent_bytes_total{server="other"}"""]);
        Assert.Equal(1, samples["""rr_tcp_message_size_bytes_bucket{server="main",le="64"}"""]);
        Assert.Equal(2, samples["""rr_tcp_message_size_bytes_bucket{server="main",le="256"}"""]);
        Assert.Equal(129, samples["""rr_tcp_message_size_bytes_sum{server="main"}"""]);
    }

    [Fact]
    public async Task Scrapes_atTheSameTime_doNotCountTwice()
    {
        _main.Received.Inc(1000);
        _main.MessageSize.Observe(1000);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Scrape.OfAsync(_registry))));

        var samples = await Scrape.OfAsync(_registry);
        Assert.Equal(1000, samples["""rr_tcp_received_bytes_total{server="main"}"""]);
        Assert.Equal(1, samples["""rr_tcp_message_size_bytes_count{server="main"}"""]);
    }

    private sealed class FinishedEvent : WorkerEvent
    {
        public FinishedEvent(EventKind kind, AnswerKind answer, double? waited, double? took)
        {
            Kind = kind;
            LastAnswer = answer;
            BegunAt = waited is null ? 0 : Stopwatch.GetTimestamp();
            SubmittedAt = BegunAt - Ticks(waited);
            FinishedAt = took is null ? 0 : BegunAt + Ticks(took);
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

        private static long Ticks(double? seconds) => (long)Math.Round((seconds ?? 0) * Stopwatch.Frequency);
    }
}
