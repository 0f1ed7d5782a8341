using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Workers;

public sealed class StartBackoffTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(3, 400)]
    [InlineData(4, 800)]
    [InlineData(5, 1600)]
    [InlineData(6, 3200)]
    [InlineData(7, 5000)]
    [InlineData(1000, 5000)]
    public void Delay_doublesToItsMostWithJitter(int failures, int milliseconds)
    {
        var backoff = After(failures);

        var delays = Enumerable.Range(0, 200).Select(_ => backoff.Delay.TotalMilliseconds).ToArray();

        Assert.All(delays, delay => Assert.InRange(delay, milliseconds * 0.8, milliseconds));
        Assert.Equal(failures > 0, delays.Distinct().Count() > 1);
    }

    [Fact]
    public void Delay_isNoneAgainAfterASuccess()
    {
        var backoff = After(5);

        backoff.Succeeded();

        Assert.Equal(0, backoff.Failures);
        Assert.Equal(TimeSpan.Zero, backoff.Delay);
    }

    private static StartBackoff After(int failures)
    {
        var backoff = new StartBackoff();
        for (var i = 0; i < failures; i++)
        {
            backoff.Failed();
        }

        return backoff;
    }
}
