using CsCheck;
using KestrelTcp.Configuration.Values;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Durations as Go writes them.</summary>
public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500 * TimeSpan.TicksPerMillisecond)]
    [InlineData("60s", 60 * TimeSpan.TicksPerSecond)]
    [InlineData("1m", TimeSpan.TicksPerMinute)]
    [InlineData("1h30m", 90 * TimeSpan.TicksPerMinute)]
    [InlineData("1.5s", 1500 * TimeSpan.TicksPerMillisecond)]
    [InlineData(".5s", 500 * TimeSpan.TicksPerMillisecond)]
    [InlineData("1.s", TimeSpan.TicksPerSecond)]
    [InlineData("7us", 70)]
    [InlineData("7\u00b5s", 70)]
    [InlineData("7\u03bcs", 70)]
    [InlineData("300ns", 3)]
    [InlineData("1ns", 1)]
    [InlineData("1m1ms", TimeSpan.TicksPerMinute + TimeSpan.TicksPerMillisecond)]
    public void Text_isParsed(string text, long ticks)
    {
        Assert.True(GoDuration.TryParse(text, out var value));
        Assert.Equal(ticks, value.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("1.2.3s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1d")]
    [InlineData("1s5")]
    [InlineData("9999999999h")]
    [InlineData("99999999999999999999999999999999999999h")]
    public void Text_thatIsNoDuration_isRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void Duration_formatted_readsBackTheSame() =>
        Gen.Long[0, TimeSpan.FromDays(1000).Ticks].Select(TimeSpan.FromTicks).Sample(value =>
            GoDuration.TryParse(GoDuration.Format(value), out var back) && back == value);

    [Fact]
    public void AnyText_isRefused_orADurationThatReadsBack() =>
        Gen.String[Gen.Char["0123456789.nuµmsh-+ e"], 0, 40].Sample(text =>
            !GoDuration.TryParse(text, out var value) || (GoDuration.TryParse(GoDuration.Format(value), out var back) && back == value));
}
