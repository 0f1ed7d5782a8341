using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Tests.Ingress.Transport;
using Xunit;

namespace KestrelTcp.Tests.Ingress;

/// <summary>Raw framing: what has arrived, however much it is.</summary>
public sealed class RawReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void AnyChunks_comeAsTheyArrive_andInPiecesWhenTheyAreLong() =>
        Gen.Select(Gen.Byte.Array[1, 30].Array[0, 6], Gen.Int[1, 40], Gen.Int[1, 9]).Sample(
            (chunks, most, segment) =>
            {
                var run = FramingRun.OfAsync(input => new RawReader(input, most), segment, chunks).GetAwaiter().GetResult();
                return chunks.SelectMany(chunk => chunk.Chunk(most)).Select(Encoding.Latin1.GetString).SequenceEqual(run.Messages)
                    && run.End == MessageStatus.EndOfInput;
            },
            iter: 3000);

    [Fact]
    public async Task WhatGathersInTheKernel_comesAsOne_upToTheBound()
    {
        await using var pair = await SocketPair.OpenAsync(Cancellation);
        var reader = new RawReader(pair.Connection.Input, 50_000);
        pair.Client.Send("first"u8);
        Assert.Equal(5, await NextAsync(reader));
        await ArrivedAsync(pair, 30_000);
        Assert.Equal(30_000, await NextAsync(reader));
        await ArrivedAsync(pair, 80_000);
        Assert.Equal(50_000, await NextAsync(reader));
        Assert.Equal(30_000, await NextAsync(reader));
        pair.Client.Shutdown(SocketShutdown.Send);
        Assert.Equal(MessageStatus.EndOfInput, await reader.NextAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        Assert.True(reader.Message.IsEmpty);
    }

    [Fact]
    public async Task Drain_handsOutAllThatHasArrived()
    {
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        var reader = new RawReader(pipe.Reader, 10);
        await pipe.Writer.WriteAsync(new byte[3], Cancellation);
        Assert.Equal(3, await NextAsync(reader));
        await pipe.Writer.WriteAsync(new byte[15], Cancellation);

        reader.Drain();

        Assert.Equal(10, await NextAsync(reader));
        Assert.Equal(5, await NextAsync(reader));
        Assert.Equal(MessageStatus.Interrupted, reader.Next());
    }

    [Fact]
    public async Task Drain_ofAClientThatSendsOn_handsOutWhatWasTaken()
    {
        await using var pair = await SocketPair.OpenAsync(Cancellation);
        var reader = new RawReader(pair.Connection.Input, 64 << 20);
        var sending = Task.Run(() => SendUntilItFails(pair.Client), Cancellation);
        Assert.True(SpinWait.SpinUntil(() => pair.Accepted.Available > 0, TimeSpan.FromSeconds(10)));

        reader.Drain();

        Assert.InRange(await NextAsync(reader), 1, 16 << 20);
        Assert.Equal(MessageStatus.Interrupted, reader.Next());
        pair.Client.Dispose();
        await sending;
    }

    private static void SendUntilItFails(Socket client)
    {
        try
        {
            while (true)
            {
                client.Send(new byte[256 << 10]);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task ArrivedAsync(SocketPair pair, int count)
    {
        Assert.Equal(count, await pair.Client.SendAsync(new byte[count], SocketFlags.None, Cancellation));
        Assert.True(SpinWait.SpinUntil(() => pair.Accepted.Available == count, TimeSpan.FromSeconds(10)));
    }

    private static async Task<long> NextAsync(RawReader reader)
    {
        Assert.Equal(MessageStatus.Message, await reader.NextAsync().WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
        return reader.Message.Length;
    }
}
