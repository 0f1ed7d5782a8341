using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Transport;

/// <summary>What clients do rarely, or too much, and their input must bear.</summary>
public sealed class SocketInputTests : IAsyncLifetime
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private SocketPair _pair = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PipeReader Input => _pair.Connection.Input;

    private Socket Client => _pair.Client;

    public async ValueTask InitializeAsync() => _pair = await SocketPair.OpenAsync(Cancellation);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task BytesBehindUrgentOnes_comeThoughAReceiveStopsThere()
    {
        Client.Send("one"u8);
        Client.Send("!"u8, SocketFlags.OutOfBand);
        Client.Send("two"u8);
        Assert.True(SpinWait.SpinUntil(() => _pair.Accepted.Poll(0, SelectMode.SelectError), _deadline));
        var received = "";
        while (received.Length < 6)
        {
            var result = await Input.ReadAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation);
            received += Encoding.ASCII.GetString(result.Buffer);
            Input.AdvanceTo(result.Buffer.End);
        }

        Assert.Equal("onetwo", received);
    }

    [Fact]
    public async Task ReadThatIsCanceledBefore_takesNothing()
    {
        Client.Send("one"u8);
        Assert.True(SpinWait.SpinUntil(() => _pair.Accepted.Available == 3, _deadline));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Input.ReadAsync(new CancellationToken(canceled: true)));

        var result = await Input.ReadAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation);
        Assert.Equal("one", Encoding.ASCII.GetString(result.Buffer));
    }

    [Fact]
    public async Task ClientThatSendsAsFastAsWeRead_leavesTheLoopToOthersNowAndThen()
    {
        const long all = 1 << 30;
        const long most = 2 << 20;
        var sending = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(SendWithoutEnd, Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var inARow = await MostInARowAsync(all, most);

        _pair.Connection.Abort();
        await Task.WhenAll(sending);
        Assert.InRange(inARow, 1, most);
    }

    [Fact]
    public async Task LookForMore_costsTheSameHoweverMuchIsGathered()
    {
        const int pieces = 30_000;
        var piece = new byte[800];
        for (var i = 0; i < pieces; i++)
        {
            Client.Send(piece);
            var result = await Input.ReadAsync(CancellationToken.None);
            Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 2_000; i++)
        {
            Assert.False(Input.TryRead(out _));
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Client.Send(piece);
        Assert.Equal((pieces + 1) * piece.Length, (await Input.ReadAsync(CancellationToken.None)).Buffer.Length);
    }

    /// <summary>Reads, as a connection does, on the thread where the bytes come in.</summary>
    private async Task<long> MostInARowAsync(long all, long enough)
    {
        long inARow = 0;
        long longest = 0;
        for (var received = 0L; received < all && longest <= enough;)
        {
            var read = Input.ReadAsync(CancellationToken.None);
            inARow = read.IsCompleted ? inARow : 0;
            var result = await read.ConfigureAwait(false);
            received += result.Buffer.Length;
            inARow += result.Buffer.Length;
            longest = Math.Max(longest, inARow);
            Input.AdvanceTo(result.Buffer.End);
        }

        return longest;
    }

    private void SendWithoutEnd()
    {
        var bytes = new byte[4 << 20];
        try
        {
            while (true)
            {
                Client.Send(bytes);
            }
        }
        catch (SocketException)
        {
            // Long enough.
        }
    }
}
