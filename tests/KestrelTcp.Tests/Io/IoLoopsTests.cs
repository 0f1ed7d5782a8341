using Xunit;

namespace KestrelTcp.Tests.Io;

/// <summary>What the loops' threads look at while the rest of the program is still being put together.</summary>
public sealed class IoLoopsTests
{
    [Fact]
    public async Task Load_canBeAskedForWhilePoolsAreAdded()
    {
        using var loops = Loops.Make();
        var adding = Task.Run(() => Enumerable.Range(0, 2_000).Select(_ => loops.AddGauge()).ToArray(), TestContext.Current.CancellationToken);
        while (!adding.IsCompleted)
        {
            Assert.True(loops.IsCalm);
        }

        foreach (var gauge in (await adding)[^2..])
        {
            gauge.Value = 1;
        }

        Assert.False(loops.IsCalm);
    }
}
