using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class StartBackoffTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 800)]
    [InlineData(5, 1600)]
    [InlineData(6, 3200)]
    [InlineData(7, 5000)]
    [InlineData(100, 5000)]
    public void Delay_doublesToItsMostWithJitter(int rounds, int milliseconds)
    {
        var delays = Enumerable.Range(0, 200).Select(_ => After(rounds).Delay.TotalMilliseconds).ToArray();

        Assert.All(delays, delay => Assert.InRange(delay, milliseconds * 0.8, milliseconds));
        Assert.Equal(rounds > 0, delays.Distinct().Count() > 1);
    }

    [Fact]
    public void StartsThatFailSideBySide_areOneRound()
    {
        var backoff = After(1);

        backoff.Failed();
        backoff.Failed();

        Assert.Equal(1, backoff.Failures);
        Assert.InRange(backoff.Delay.TotalMilliseconds, 80, 100);
    }

    [Fact]
    public void Delay_passesWithTime()
    {
        var backoff = After(3);

        _time.Move(TimeSpan.FromMilliseconds(300));
        Assert.InRange(backoff.Delay.TotalMilliseconds, 20, 100);

        _time.Move(TimeSpan.FromMilliseconds(100));
        Assert.Equal(TimeSpan.Zero, backoff.Delay);
    }

    [Fact]
    public void Delay_isNoneAgainAfterASuccess()
    {
        var backoff = After(5);

        backoff.Succeeded();

        Assert.Equal(0, backoff.Failures);
        Assert.Equal(TimeSpan.Zero, backoff.Delay);
    }

    private StartBackoff After(int rounds)
    {
        var backoff = new StartBackoff(_time);
        for (var i = 0; i < rounds; i++)
        {
            _time.Move(TimeSpan.FromSeconds(10));
            backoff.Failed();
        }

        return backoff;
    }
}
