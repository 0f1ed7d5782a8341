using KestrelTcp.Operations.Sampling;
using Xunit;

namespace KestrelTcp.Tests.Operations.Sampling;

public sealed class QuantileTests
{
    private static readonly double[] Bounds = [1, 2, 4];

    [Theory]
    [InlineData(new long[] { 0, 0, 0, 0 }, 0.5, null)]
    [InlineData(new long[] { 100, 0, 0, 0 }, 0.5, 0.5)]
    [InlineData(new long[] { 0, 100, 0, 0 }, 0.5, 1.5)]
    [InlineData(new long[] { 50, 0, 50, 0 }, 0.5, 1.0)]
    [InlineData(new long[] { 50, 0, 50, 0 }, 0.75, 3.0)]
    [InlineData(new long[] { 98, 0, 2, 0 }, 0.99, 3.0)]
    [InlineData(new long[] { 1, 0, 0, 99 }, 0.99, 4.0)]
    public void Of_isWithinItsBucket(long[] buckets, double share, double? expected)
    {
        var found = Quantile.Of(buckets, Bounds, share);

        Assert.Equal(expected is null, found is null);
        Assert.Equal(expected ?? 0, found ?? 0, 6);
    }
}
