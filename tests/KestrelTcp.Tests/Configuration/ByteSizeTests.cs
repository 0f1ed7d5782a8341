using CsCheck;
using KestrelTcp.Configuration.Values;
using Xunit;

namespace KestrelTcp.Tests.Configuration;

/// <summary>Sizes with and without units.</summary>
public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("12B", 12)]
    [InlineData("64KB", 64 << 10)]
    [InlineData("64K", 64 << 10)]
    [InlineData("64kib", 64 << 10)]
    [InlineData("10MB", 10 << 20)]
    [InlineData("10 MB", 10 << 20)]
    [InlineData("1.5M", 3 << 19)]
    [InlineData("1GiB", 1 << 30)]
    public void Text_isParsed(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("10XB")]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999999999999999999")]
    [InlineData("999999999999GB")]
    public void Text_thatIsNoSize_isRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    [Fact]
    public void Size_formatted_readsBackTheSame() =>
        Gen.Long[0, long.MaxValue >> 20].Select(Gen.Int[0, 20]).Select((number, shift) => number << shift).Sample(bytes =>
            ByteSize.TryParse(ByteSize.Format(bytes), out var back) && back == bytes);
}
