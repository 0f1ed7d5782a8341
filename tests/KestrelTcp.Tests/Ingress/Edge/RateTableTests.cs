using System.Net;
using CsCheck;
using KestrelTcp.Ingress.Edge;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge;

/// <summary>Permits for each client, over time that the tests count.</summary>
public sealed class RateTableTests
{
    private const long _second = TimeSpan.TicksPerSecond;
    private static readonly ClientKey _client = Key("192.0.2.1");

    [Fact]
    public void Permits_areThereAtOnce_andComeBackEvenly()
    {
        var table = new RateTable(3, TimeSpan.FromSeconds(6), 100);

        Assert.Equal([true, true, true, false], Take(table, 4, 10 * _second));
        Assert.Equal([false], Take(table, 1, (12 * _second) - 1));
        Assert.Equal([true, false], Take(table, 2, 12 * _second));
        Assert.Equal([true, true, false], Take(table, 3, 16 * _second));
        Assert.Equal([true, true, true, false], Take(table, 4, 1000 * _second));
    }

    [Fact]
    public void Clients_haveBucketsOfTheirOwn()
    {
        var table = new RateTable(1, TimeSpan.FromSeconds(1), 100);

        Assert.True(table.TryTake(_client, 0));
        Assert.True(table.TryTake(Key("192.0.2.2"), 0));
        Assert.True(table.TryTake(Key("2001:db8::1"), 0));
        Assert.False(table.TryTake(Key("::ffff:192.0.2.1"), 0));
        Assert.False(table.TryTake(Key("2001:db8::2"), 0));
        Assert.True(table.TryTake(Key("2001:db8:0:1::1"), 0));
    }

    [Fact]
    public void NoSpanOfTime_givesMoreThanABucketAndItsRefill() =>
        Gen.Select(Gen.Int[1, 10], Gen.Int[1, 1000], Gen.Int[0, 300].Array[1, 200]).Sample((permits, window, pauses) =>
        {
            var table = new RateTable(permits, TimeSpan.FromTicks(window * permits), 10);
            var taken = new List<long>();
            var now = 0L;
            foreach (var pause in pauses)
            {
                now += pause;
                if (table.TryTake(_client, now))
                {
                    taken.Add(now);
                }
            }

            for (var first = 0; first < taken.Count; first++)
            {
                for (var last = first; last < taken.Count; last++)
                {
                    Assert.InRange(last - first + 1, 1, permits + ((taken[last] - taken[first]) / window));
                }
            }
        });

    [Fact]
    public void Client_isForgottenWhenItsBucketIsFull()
    {
        var table = new RateTable(10, TimeSpan.FromSeconds(10), 100);
        Take(table, 3, 100 * _second);

        table.Sweep((103 * _second) - 1);
        Assert.Equal(1, table.Count);
        table.Sweep(105 * _second);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void FloodOfAddresses_doesNotGrowItBeyondItsBound_norLockOthersOut()
    {
        var table = new RateTable(1, TimeSpan.FromMinutes(1), 1000);
        for (var i = 0UL; i < 50_000; i++)
        {
            Assert.True(table.TryTake(new ClientKey(true, i), _second + (long)i));
        }

        Assert.Equal(1000, table.Count);
        // Who is in it is still held to the rate; and when the flood is over there is room again.
        Assert.False(table.TryTake(new ClientKey(true, 0), 2 * _second));
        Assert.True(table.TryTake(_client, 62 * _second));
        Assert.Equal(1, table.Count);
    }

    private static bool[] Take(RateTable table, int times, long now) => [.. Enumerable.Range(0, times).Select(_ => table.TryTake(_client, now))];

    private static ClientKey Key(string address) => ClientKey.Of(new IPEndPoint(IPAddress.Parse(address), 1))!.Value;
}
