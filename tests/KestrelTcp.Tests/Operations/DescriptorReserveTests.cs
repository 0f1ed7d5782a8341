using KestrelTcp.Operations;
using Xunit;

namespace KestrelTcp.Tests.Operations;

public sealed class DescriptorReserveTests
{
    [Fact]
    public void Reserve_givesUpWhatItHolds_andTakesItAgain()
    {
        using var reserve = new DescriptorReserve(2);
        Assert.False(reserve.GiveUpOne());
        for (var round = 0; round < 2; round++)
        {
            reserve.Refill();
            Assert.True(reserve.GiveUpOne());
            Assert.True(reserve.GiveUpOne());
            Assert.False(reserve.GiveUpOne());
        }
    }
}
