using KestrelTcp.Ingress.Edge;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

public sealed class DescriptorBudgetTests
{
    [Theory]
    [InlineData(1024, 0, 824)]
    [InlineData(1024, 10, 784)]
    [InlineData(20_000, 100, 19_400)]
    [InlineData(256, 4, 112)]
    [InlineData(100, 30, 16)]
    [InlineData(0, 0, 16)]
    [InlineData(1024, 100_000, 16)]
    public void Connections_areWhatIsLeftAfterWorkersAndReserve(int limit, int workers, int connections) =>
        Assert.Equal(connections, DescriptorBudget.Connections(limit, workers));

    [Fact]
    public void Limit_isThatOfThisProcess()
    {
        var line = File.ReadLines("/proc/self/limits").Single(text => text.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];

        Assert.Equal(soft == "unlimited" ? int.MaxValue : long.Parse(soft, System.Globalization.CultureInfo.InvariantCulture), DescriptorBudget.Limit);
    }
}
