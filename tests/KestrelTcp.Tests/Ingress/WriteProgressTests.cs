using System.Diagnostics;
using KestrelTcp.Ingress;
using KestrelTcp.Tests.Ingress.Transport;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>A client that takes our bytes slowly is told from one that takes none.</summary>
public sealed class WriteProgressTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Time_beginsAnewWhenTheClientTakesSome(bool unix)
    {
        await using var pair = await (unix ? SocketPair.OpenUnixAsync(Cancellation) : SocketPair.OpenAsync(Cancellation));
        var progress = new WriteProgress(pair.Connection);
        var pending = pair.Connection.Output.WriteAsync(new byte[20_000_000], Cancellation);
        Assert.False(pending.IsCompleted);
        var since = Stopwatch.GetTimestamp();
        TimeSpan stood;
        while ((stood = progress.StoodStillFor(since)) < TimeSpan.FromMilliseconds(300))
        {
            await Task.Delay(20, Cancellation);
        }

        for (var taken = 0; taken < 10_000_000 && progress.StoodStillFor(since) > stood;)
        {
            taken += await pair.Client.ReceiveAsync(new byte[100_000], Cancellation);
        }

        Assert.True(progress.StoodStillFor(since) < stood);

        pair.Connection.Abort();
    }
}
