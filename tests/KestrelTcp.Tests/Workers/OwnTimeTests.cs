using System.Diagnostics;
using KestrelTcp.Io;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

/// <summary>With a file of the test's own in the kernel's place.</summary>
public sealed class OwnTimeTests : IDisposable
{
    private static readonly long _millisecond = Stopwatch.Frequency / 1000;

    private readonly string _file = Path.GetTempFileName();
    private readonly SchedulingDelay _delay;
    private readonly OwnTime _time;
    private long _now = 1000 * _millisecond;

    public OwnTimeTests()
    {
        Waited(0);
        _delay = new SchedulingDelay(_file);
        _time = new OwnTime(_delay);

        // The first look has nothing to be compared with.
        Assert.Equal(_millisecond, Took(_millisecond));
    }

    public void Dispose()
    {
        _delay.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public void Time_isWithoutWhatTheWorkerWaited()
    {
        Waited(milliseconds: 3);

        Assert.Equal(17 * _millisecond, Took(20 * _millisecond));
        Assert.Equal(20 * _millisecond, Took(20 * _millisecond));
    }

    [Fact]
    public void Time_isNeverNothing()
    {
        Waited(milliseconds: 30);

        Assert.Equal(_millisecond, Took(20 * _millisecond));
    }

    [Fact]
    public void ShortTime_isTakenAsItIs()
    {
        Waited(milliseconds: 3);

        Assert.Equal(_millisecond / 10, Took(_millisecond / 10));
    }

    [Fact]
    public void WaitsOfLongAgo_doNotExcuseAWorkerThatIsBusy()
    {
        for (var i = 1; i <= 100; i++)
        {
            Waited(milliseconds: i);
            Took(_millisecond / 4, hasMore: true);
        }

        // At most those of the last two milliseconds are left.
        Assert.InRange(Took(20 * _millisecond), 10 * _millisecond, 20 * _millisecond);
    }

    private long Took(long ticks, bool hasMore = false)
    {
        var begun = _now;
        _now += ticks;
        return _time.Of(begun, _now, hasMore);
    }

    private void Waited(long milliseconds) => File.WriteAllText(_file, $"5000000 {milliseconds * 1_000_000} 17\n");
}
