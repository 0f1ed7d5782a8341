using System.Diagnostics;
using CsCheck;
using KestrelTcp.Ingress;
using KestrelTcp.Ingress.Counting;
using Prometheus;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Counting;

/// <summary>Shows what prometheus-net's own histogram would show.</summary>
public sealed class HotHistogramTests
{
    private const string _time = "time";
    private const string _size = "size";

    /// <summary>Around every bound, and anything.</summary>
    private static readonly Gen<long> _ticks = Near(TcpMetrics.TimeBuckets, Stopwatch.Frequency);
    private static readonly Gen<long> _bytes = Near(TcpMetrics.SizeBuckets, 1);

    [Theory]
    [InlineData(_time)]
    [InlineData(_size)]
    public void AnyValues_inAnyNumberOfFlushes_fallIntoTheBucketsOfPrometheus(string kind) =>
        (kind == _time ? _ticks : _bytes).Array[0, 40].Array[1, 4].Sample(
            flushes =>
            {
                var (hot, shown, expected, unit) = Make(kind);
                foreach (var values in flushes)
                {
                    foreach (var value in values)
                    {
                        hot.Observe(value);
                        expected.Child.Observe(value / unit);
                    }

                    hot.Flush();
                }

                return Same(shown.Registry, expected.Registry);
            },
            iter: 300);

    [Theory]
    [InlineData(_time)]
    [InlineData(_size)]
    public void Bounds_belongToTheBucketBelow(string kind)
    {
        var (hot, shown, expected, unit) = Make(kind);
        foreach (var bound in kind == _time ? TcpMetrics.TimeBuckets : TcpMetrics.SizeBuckets)
        {
            // Alone in each flush, so that no mean hides a neighbour.
            for (var value = (long)Math.Round(bound * unit) - 1; value <= (long)Math.Round(bound * unit) + 1; value++)
            {
                hot.Observe(value);
                hot.Flush();
                expected.Child.Observe(value / unit);
            }
        }

        Assert.True(Same(shown.Registry, expected.Registry));
    }

    [Fact]
    public void Threads_thatObserveWhileOthersFlush_loseNothing()
    {
        var (hot, shown, expected, unit) = Make(_time);

        // Next to the bounds: half an observation would not go unseen.
        long[] values = [1, 99_999, 100_000, 100_001, 250_000, 250_001, 9_999_999_999, 10_000_000_001];
        var running = 4;

        HotCounterTests.RunThreads(5, number =>
        {
            for (var i = 0; number > 0 && i < 100_000; i++)
            {
                hot.Observe(values[i % values.Length]);
            }

            while (number == 0 && Volatile.Read(ref running) > 0)
            {
                hot.Flush();
            }

            Interlocked.Decrement(ref running);
        });
        hot.Flush();

        foreach (var value in values)
        {
            expected.Child.Observe(value / unit, 4 * 100_000 / values.Length);
        }

        Assert.True(Same(shown.Registry, expected.Registry));
    }

    private static (HotHistogram Hot, Shown Shown, Shown Expected, double Unit) Make(string kind)
    {
        var (buckets, unit) = kind == _time ? (TcpMetrics.TimeBuckets, Stopwatch.Frequency) : (TcpMetrics.SizeBuckets, 1);
        var shown = Instrument(buckets);
        return (new HotHistogram(new CounterStripes(), shown.Child, buckets, unit), shown, Instrument(buckets), unit);
    }

    private static Shown Instrument(double[] buckets)
    {
        var registry = new CollectorRegistry();
        var histogram = Prometheus.Metrics.WithCustomRegistry(registry).CreateHistogram("histogram", "", [], new HistogramConfiguration { Buckets = buckets });
        return new(registry, histogram.WithLabels());
    }

    private static bool Same(CollectorRegistry shown, CollectorRegistry expected)
    {
        var (left, right) = (Buckets(shown), Buckets(expected));
        return left.Count == right.Count && left.All(sample => sample.Key.EndsWith("_sum", StringComparison.Ordinal)
            ? Math.Abs(sample.Value - right[sample.Key]) <= 1e-9 * right[sample.Key]
            : sample.Value == right[sample.Key]);
    }

    private static Dictionary<string, double> Buckets(CollectorRegistry registry) => Scrape.OfAsync(registry).GetAwaiter().GetResult();

    private static Gen<long> Near(double[] bounds, long unit) => Gen.OneOf(
        Gen.Select(Gen.Int[0, bounds.Length - 1], Gen.Long[-2, 2], (bound, off) => (long)Math.Round(bounds[bound] * unit) + off),
        Gen.Long[0, (long)(bounds[^1] * unit * 3)]);

    private sealed record Shown(CollectorRegistry Registry, Histogram.Child Child);
}
