using System.Diagnostics;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class ServiceTimeTests
{
    private static readonly long _millisecond = Stopwatch.Frequency / 1000;

    private readonly ServiceTime _time = new();

    [Fact]
    public void Time_isVeryLongBeforeTheFirstEvent() => Assert.True(_time.Microseconds > 1e12);

    [Fact]
    public void Time_isTheSampleAfterTheFirstEvents()
    {
        _time.Add(2 * _millisecond, events: 4);

        Assert.Equal(500, _time.Microseconds, tolerance: 0.01);
    }

    [Fact]
    public void SlowEvent_isRememberedForLong()
    {
        Add(100, milliseconds: 1);
        _time.Add(100 * _millisecond, events: 1);
        Add(50, milliseconds: 1);

        Assert.InRange(_time.Microseconds, 30_000, 50_000);
    }

    [Fact]
    public void SlowEvent_isForgottenAfterManyFastOnes()
    {
        _time.Add(100 * _millisecond, events: 1);
        Add(400, milliseconds: 1);

        Assert.Equal(1000, _time.Microseconds, tolerance: 0.01);
    }

    [Fact]
    public void Events_readTogetherFadeTheMemoryAsOftenAsThemselves()
    {
        var other = new ServiceTime();
        _time.Add(100 * _millisecond, events: 1);
        other.Add(100 * _millisecond, events: 1);

        _time.Add(8 * _millisecond, events: 8);
        for (var i = 0; i < 8; i++)
        {
            other.Add(_millisecond, events: 1);
        }

        Assert.Equal(other.Microseconds, _time.Microseconds, tolerance: 0.01);
    }

    private void Add(int times, int milliseconds)
    {
        for (var i = 0; i < times; i++)
        {
            _time.Add(milliseconds * _millisecond, events: 1);
        }
    }
}
