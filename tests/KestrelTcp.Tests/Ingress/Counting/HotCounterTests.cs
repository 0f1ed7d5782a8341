using KestrelTcp.Ingress.Counting;
using Prometheus;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Counting;

/// <summary>Counts of many threads in one number.</summary>
public sealed class HotCounterTests
{
    private readonly CounterStripes _stripes = new();
    private readonly Counter.Child _instrument = Prometheus.Metrics.WithCustomRegistry(new CollectorRegistry()).CreateCounter("counter", "", "label").WithLabels("value");

    [Fact]
    public void Threads_thatCountAtOnce_loseNothing()
    {
        var counter = new HotCounter(_stripes, _instrument);
        var neighbour = new HotCounter(_stripes, _instrument);
        using var together = new Barrier(8);

        RunThreads(8, number =>
        {
            together.SignalAndWait();
            for (var i = 0; i < 100_000; i++)
            {
                counter.Inc(1);
                neighbour.Inc(number);
            }
        });
        counter.Flush();
        Assert.Equal(800_000, _instrument.Value);

        neighbour.Flush();
        Assert.Equal(800_000 + (100_000 * 28), _instrument.Value);
    }

    [Fact]
    public void Flush_whileOthersCount_givesEachCountOnce()
    {
        var counter = new HotCounter(_stripes, _instrument);
        var running = 4;

        // One thread after the other begins, so that stripes are added while others are read.
        RunThreads(5, number =>
        {
            var before = 0d;
            for (var i = 0; number > 0 && i < 200_000; i++)
            {
                counter.Inc(1);
            }

            while (number == 0 && Volatile.Read(ref running) > 0)
            {
                counter.Flush();
                Assert.InRange(_instrument.Value, before, 800_000);
                before = _instrument.Value;
            }

            Interlocked.Decrement(ref running);
        });
        counter.Flush();

        Assert.Equal(800_000, _instrument.Value);
    }

    [Fact]
    public void Flush_withNothingNew_changesNothing()
    {
        var counter = new HotCounter(_stripes, _instrument);
        counter.Inc(7);
        counter.Flush();
        counter.Flush();
        Assert.Equal(7, _instrument.Value);

        counter.Inc(5);
        counter.Flush();
        Assert.Equal(12, _instrument.Value);
    }

    [Fact]
    public void Threads_thatHaveEnded_leaveTheirCountsAndTheirSlots()
    {
        var counter = new HotCounter(_stripes, _instrument);
        var before = ThreadSlot.Given;
        for (var round = 0; round < 30; round++)
        {
            RunThreads(10, _ => counter.Inc(1));
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        counter.Flush();
        Assert.Equal(300, _instrument.Value);
        Assert.InRange(ThreadSlot.Given - before, 0, 100);
    }

    [Fact]
    public void Cells_reservedAfterTheFirstCount_areRefused()
    {
        new HotCounter(_stripes, _instrument).Inc(1);
        Assert.Throws<InvalidOperationException>(() => new HotCounter(_stripes, _instrument));
    }

    /// <summary>Threads of their own, each told its number, to their end; what one throws is thrown here.</summary>
    internal static void RunThreads(int count, Action<int> work)
    {
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            if (Record.Exception(() => work(number)) is { } failure)
            {
                lock (failures)
                {
                    failures.Add(failure);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    }
}
