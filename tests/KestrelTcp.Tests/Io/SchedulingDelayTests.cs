using System.Diagnostics;
using KestrelTcp.Io;
using Xunit;

namespace KestrelTcp.Tests.Io;

/// <summary>Over the kernel's own count.</summary>
public sealed class SchedulingDelayTests
{
    [Fact]
    public void Delay_growsWhenMoreThreadsAreBusyThanThereAreProcessors()
    {
        Assert.SkipUnless(File.Exists("/proc/thread-self/schedstat"), "this kernel does not count");
        var waited = 0L;
        var threads = Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            using var delay = SchedulingDelay.OfThisThread();
            var before = delay.Nanoseconds;
            var started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(100))
            {
                // Only to be busy.
            }

            Interlocked.Add(ref waited, delay.Nanoseconds - before);
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.InRange(waited, 10_000_000, long.MaxValue);
    }

    [Fact]
    public void Delay_ofAnotherProcess_isKnown()
    {
        using var delay = SchedulingDelay.OfProcess(Environment.ProcessId);

        Assert.InRange(delay.Nanoseconds, 1, long.MaxValue);
    }

    [Fact]
    public void Delay_isNoneWhereNobodyTells()
    {
        using var delay = SchedulingDelay.OfProcess(int.MaxValue);

        Assert.Equal(0, delay.Nanoseconds);
    }

    [Fact]
    public void Delay_afterTheEndIsAsItWas()
    {
        var delay = SchedulingDelay.OfProcess(Environment.ProcessId);
        var before = delay.Nanoseconds;
        delay.Dispose();

        Assert.Equal(before, delay.Nanoseconds);
    }
}
