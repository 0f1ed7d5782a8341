using KestrelTcp.Ingress.Edge;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

public sealed class ConnectionLimitTests
{
    [Fact]
    public void Place_isRefusedAtTheBoundAndFreeAgainAfterALeave()
    {
        var limit = new ConnectionLimit(2);
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(_ => limit.TryEnter()));

        limit.Leave();

        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(_ => limit.TryEnter()));
        Assert.Equal(2, limit.Most);
    }

    [Fact]
    public void Zero_isNoBound()
    {
        var limit = new ConnectionLimit(0);

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.True(limit.TryEnter()));
    }

    [Fact]
    public void ManyThreads_neverHaveMorePlacesThanThereAre()
    {
        var limit = new ConnectionLimit(3);
        var open = 0;
        var most = 0;
        var entered = 0;

        Parallel.For(0, 20_000, _ =>
        {
            if (limit.TryEnter())
            {
                var now = Interlocked.Increment(ref open);
                InterlockedMax(ref most, now);
                Interlocked.Increment(ref entered);
                Interlocked.Decrement(ref open);
                limit.Leave();
            }
        });

        Assert.InRange(most, 1, 3);
        Assert.True(entered > 0);
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => limit.TryEnter()));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
