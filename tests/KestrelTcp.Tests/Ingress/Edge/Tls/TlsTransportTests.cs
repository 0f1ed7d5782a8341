using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using KestrelTcp.Ingress;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Workers;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge.Tls;

/// <summary>The two directions of an encrypted connection.</summary>
public sealed class TlsTransportTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_thatHaveArrivedTogether_areOneBatch()
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation);
        var reader = new BatchReader(pair.Transport.Input, "\r\n"u8.ToArray(), 1 << 20, 64 << 20);

        // Each line is a record of its own, all of which are in the kernel when the first is looked at.
        for (var i = 0; i < 200; i++)
        {
            await pair.Client.WriteAsync("one line\r\n"u8.ToArray(), Cancellation);
        }

        await Eventually(() => pair.Accepted.Available >= 200 * 30);
        MessageStatus? status;
        while ((status = reader.Next()) is null)
        {
            reader.Take(await reader.ReadAsync());
        }

        Assert.Equal(MessageStatus.Message, status);
        Assert.Equal(2000, reader.Message.Length);
    }

    [Fact]
    public async Task Input_thatNobodyAsksFor_isLeftToTheKernel()
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation);
        var sent = 0L;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sending = Task.Run(
            async () =>
            {
                var piece = new byte[64 << 10];
                while (true)
                {
                    await pair.Client.WriteAsync(piece, stop.Token);
                    Interlocked.Add(ref sent, piece.Length);
                }
            },
            CancellationToken.None);

        var read = await pair.Transport.Input.ReadAsync(Cancellation);
        Assert.InRange(read.Buffer.Length, 1, 128 << 10);

        // The client is held up: what both kernels hold is all that it can send.
        var before = -1L;
        await Eventually(() => before == (before = Interlocked.Read(ref sent)), TimeSpan.FromMilliseconds(200));
        pair.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        Assert.True(pair.Accepted.Available > 0);
        Assert.InRange(before, 1, 32 << 20);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [Fact]
    public async Task CancelPendingRead_looksAtWhatHasArrived()
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation);
        var input = pair.Transport.Input;
        var waiting = input.ReadAsync(Cancellation);
        input.CancelPendingRead();
        var canceled = await waiting.AsTask().WaitAsync(_deadline, Cancellation);
        Assert.True(canceled.IsCanceled);
        input.AdvanceTo(canceled.Buffer.End);

        // The read below goes on, and nothing is lost.
        await pair.Client.WriteAsync("abc"u8.ToArray(), Cancellation);
        var read = await input.ReadAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation);
        Assert.Equal("abc"u8.ToArray(), read.Buffer.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_isToldUnderTlsBeforeTheFin(bool slowly)
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation, SslProtocols.Tls12);
        var output = new ClientOutput(pair.Transport.Output);
        var size = slowly ? 20_000_000 : 100;
        Assert.True(output.TryWrite(new AnswerBody(new byte[size])));
        Assert.Equal(slowly, output.PendingSince != 0);
        var receiving = ReceiveAllAsync(pair.ClientSocket);
        do
        {
            await output.DrainAsync().AsTask().WaitAsync(_deadline, Cancellation);
        }
        while (!output.TryEnd());

        pair.Socket.EndOutput();
        Assert.False(output.TryWrite(new AnswerBody("late"u8)));
        var bytes = await receiving;

        // Record by record: only the last is an alert (21), all before are data (23).
        var types = new List<byte>();
        for (var at = 0; at < bytes.Length; at += 5 + (bytes[at + 3] << 8) + bytes[at + 4])
        {
            types.Add(bytes[at]);
        }

        Assert.Equal(21, types[^1]);
        Assert.All(types.SkipLast(1), type => Assert.Equal(23, type));
        Assert.InRange(bytes.Length, size, size + (types.Count * 40));
    }

    [Fact]
    public async Task Abort_endsAFlushThatTheClientDoesNotTake()
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation);
        var output = new ClientOutput(pair.Transport.Output);
        Assert.True(output.TryWrite(new AnswerBody(new byte[50_000_000])));
        var drained = output.DrainAsync().AsTask();
        Assert.False(drained.IsCompleted);

        output.Break();
        pair.Abort();

        await drained.WaitAsync(_deadline, Cancellation);
        Assert.True(output.TryEnd());
    }

    [Fact]
    public async Task Discard_readsToTheClientsEndAndDropsIt()
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation);
        var input = pair.Transport.Input;
        var waiting = input.ReadAsync(Cancellation);
        pair.Transport.DiscardInput();

        await pair.Client.WriteAsync(new byte[3_000_000], Cancellation);
        pair.ClientSocket.Shutdown(SocketShutdown.Send);

        var read = await waiting.AsTask().WaitAsync(_deadline, Cancellation);
        Assert.True(read.IsCompleted);
        Assert.True(read.Buffer.IsEmpty);
        Assert.Equal(0, pair.Accepted.Available);
    }

    [Fact]
    public async Task Renegotiation_isRefused()
    {
        await using var pair = await TlsPair.OpenAsync(Cancellation, SslProtocols.Tls12);
        var reading = pair.Transport.Input.ReadAsync(Cancellation).AsTask();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // A hello within the session, as a client asks for a renegotiation, comes to nothing.
            await pair.ClientSocket.SendAsync(new byte[] { 22, 3, 3, 0, 4, 1, 0, 0, 0 }, Cancellation);
            await reading.WaitAsync(_deadline, Cancellation);
        });
        Assert.IsAssignableFrom<IOException>(reading.Exception!.InnerException);
    }

    private static async Task<byte[]> ReceiveAllAsync(Socket socket)
    {
        using var all = new MemoryStream();
        using var stream = new NetworkStream(socket);
        await stream.CopyToAsync(all, Cancellation).WaitAsync(_deadline, Cancellation);
        return all.ToArray();
    }

    private static async Task Eventually(Func<bool> condition, TimeSpan? step = null)
    {
        var until = DateTime.UtcNow + _deadline;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < until, "not in time");
            await Task.Delay(step ?? TimeSpan.FromMilliseconds(5), Cancellation);
        }
    }
}
