using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using KestrelTcp.Ingress.Counting;
using Prometheus;

namespace KestrelTcp.Benchmarks.Micro;

/// <summary>What a message costs to count, on plain fields and on the instruments themselves: its event (a counter, the times of waiting and of work), its size and its bytes.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class CountingBenchmarks
{
    private const long _length = 32;

    private static readonly double[] _timeBuckets = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] _sizeBuckets = [64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20];

    private readonly Counter.Child _events;
    private readonly Counter.Child _received;
    private readonly Counter.Child _sent;
    private readonly Histogram.Child _queueTime;
    private readonly Histogram.Child _duration;
    private readonly Histogram.Child _size;

    private readonly CounterStripes _stripes = new();
    private readonly HotCounter _hotEvents;
    private readonly HotCounter _hotReceived;
    private readonly HotCounter _hotSent;
    private readonly HotHistogram _hotQueueTime;
    private readonly HotHistogram _hotDuration;
    private readonly HotHistogram _hotSize;

    private readonly long _submittedAt = Stopwatch.GetTimestamp();
    private readonly long _begunAt;
    private readonly long _finishedAt;

    public CountingBenchmarks()
    {
        var factory = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        factory.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _events = factory.CreateCounter("events", "", "server").WithLabels("main");
        _received = factory.CreateCounter("received", "", "server").WithLabels("main");
        _sent = factory.CreateCounter("sent", "", "server").WithLabels("main");
        _queueTime = factory.CreateHistogram("queue", "", ["server"], new HistogramConfiguration { Buckets = _timeBuckets }).WithLabels("main");
        _duration = factory.CreateHistogram("duration", "", ["server"], new HistogramConfiguration { Buckets = _timeBuckets }).WithLabels("main");
        _size = factory.CreateHistogram("size", "", ["server"], new HistogramConfiguration { Buckets = _sizeBuckets }).WithLabels("main");

        _hotEvents = new(_stripes, _events);
        _hotReceived = new(_stripes, _received);
        _hotSent = new(_stripes, _sent);
        _hotQueueTime = new(_stripes, _queueTime, _timeBuckets, Stopwatch.Frequency);
        _hotDuration = new(_stripes, _duration, _timeBuckets, Stopwatch.Frequency);
        _hotSize = new(_stripes, _size, _sizeBuckets);

        _begunAt = _submittedAt + (Stopwatch.Frequency / 50_000);
        _finishedAt = _begunAt + (Stopwatch.Frequency / 3_000);
    }

    [Benchmark]
    public void EventOnInstruments()
    {
        _events.Inc();
        _queueTime.Observe(Stopwatch.GetElapsedTime(_submittedAt, _begunAt).TotalSeconds);
        _duration.Observe(Stopwatch.GetElapsedTime(_begunAt, _finishedAt).TotalSeconds);
    }

    [Benchmark]
    public void Event()
    {
        var mine = _stripes.Mine;
        _hotEvents.Inc(mine, 1);
        _hotQueueTime.Observe(mine, _begunAt - _submittedAt);
        _hotDuration.Observe(mine, _finishedAt - _begunAt);
    }

    [Benchmark]
    public void MessageOnInstruments()
    {
        _received.Inc(_length);
        _size.Observe(_length);
        EventOnInstruments();
        _sent.Inc(_length);
    }

    [Benchmark]
    public void Message()
    {
        _hotReceived.Inc(_length);
        _hotSize.Observe(_length);
        Event();
        _hotSent.Inc(_length);
    }
}
