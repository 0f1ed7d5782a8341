using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Ingress.Transport;
using Microsoft.AspNetCore.Connections;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Transport;

/// <summary>A connection over a real socket: what is promised of a pipe holds for it.</summary>
public sealed class SocketConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private SocketPair _pair = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PipeReader Input => _pair.Connection.Input;

    private PipeWriter Output => _pair.Connection.Output;

    private Socket Client => _pair.Client;

    public async ValueTask InitializeAsync() => _pair = await SocketPair.OpenAsync(Cancellation);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task Read_thatWaits_getsWhatComesLater()
    {
        var read = Input.ReadAsync(Cancellation).AsTask();
        Assert.False(read.IsCompleted);

        await SendAsync("hello"u8.ToArray());

        var result = await read.WaitAsync(_deadline, Cancellation);
        Assert.Equal("hello"u8.ToArray(), result.Buffer.ToArray());
        Assert.False(result.IsCompleted);
    }

    [Fact]
    public async Task Bytes_thatWereNotConsumed_comeAgainWithThoseBehindThem()
    {
        await SendAsync("one"u8.ToArray());
        var first = await ReadAsync();
        Input.AdvanceTo(first.Buffer.GetPosition(1), first.Buffer.End);
        var waiting = Input.ReadAsync(Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);

        await SendAsync("two"u8.ToArray());

        Assert.Equal("netwo"u8.ToArray(), (await waiting.WaitAsync(_deadline, Cancellation)).Buffer.ToArray());
    }

    [Fact]
    public async Task Bytes_thatWereNotExamined_comeAgainAtOnce()
    {
        await SendAsync("one"u8.ToArray());
        var first = await ReadAsync();
        Input.AdvanceTo(first.Buffer.Start, first.Buffer.GetPosition(2));

        Assert.True(Input.TryRead(out var again));
        Assert.Equal("one"u8.ToArray(), again.Buffer.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public async Task Bytes_ofAnyNumber_areEchoedWholeAndInOrder(int count)
    {
        var sent = new byte[count];
        new Random(count).NextBytes(sent);
        var echo = EchoAsync();
        var sending = SendAndEndAsync(sent);

        var received = await ReceiveAllAsync().WaitAsync(_deadline, Cancellation);

        await sending;
        await echo.WaitAsync(_deadline, Cancellation);
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task LastBytesAndTheFin_comeThoughTheyComeTogether()
    {
        await SendAndEndAsync("bye"u8.ToArray());
        var all = new List<byte>();
        while (true)
        {
            var result = await ReadAsync();
            all.AddRange(result.Buffer.ToArray());
            Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                break;
            }
        }

        Assert.Equal("bye"u8.ToArray(), all);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Message_thatFillsItsBlock_isNotHeldForMore(int over)
    {
        var reader = new BatchReader(Input, "\r\n"u8.ToArray(), 1 << 20, 1 << 20);
        var message = new byte[InputBlocks.Size + over];
        "\r\n"u8.CopyTo(message.AsSpan(message.Length - 2));
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(message);
            MessageStatus? status;
            while ((status = reader.Next()) is null)
            {
                reader.Take(await reader.ReadAsync().AsTask().WaitAsync(_deadline, Cancellation));
            }

            Assert.Equal(MessageStatus.Message, status);
            Assert.Equal(message, reader.Message.ToArray());
        }
    }

    [Fact]
    public async Task Reset_endsAReadThatWaits()
    {
        var read = Input.ReadAsync(Cancellation).AsTask();

        Client.Close(timeout: 0);

        await Assert.ThrowsAnyAsync<IOException>(() => read.WaitAsync(_deadline, Cancellation));
        Assert.True((await Output.WriteAsync(new byte[10], Cancellation)).IsCompleted);
    }

    [Fact]
    public async Task CancelPendingRead_interruptsAReadThatWaitsOrTheNextOne()
    {
        var read = Input.ReadAsync(CancellationToken.None).AsTask();
        Input.CancelPendingRead();
        var first = await read.WaitAsync(_deadline, Cancellation);
        Assert.True(first.IsCanceled);
        Input.AdvanceTo(first.Buffer.End);

        Input.CancelPendingRead();
        Assert.True((await ReadAsync()).IsCanceled);
    }

    [Fact]
    public async Task Flush_completesWhenTheKernelHasAll_andTheClientGetsEveryByte()
    {
        var sent = new byte[20_000_000];
        new Random(3).NextBytes(sent);
        sent.CopyTo(Output.GetSpan(sent.Length));
        Output.Advance(sent.Length);
        var flush = Output.FlushAsync(Cancellation).AsTask();
        Assert.False(flush.IsCompleted);

        var received = new byte[sent.Length];
        for (var at = 0; at < received.Length;)
        {
            at += await Client.ReceiveAsync(received.AsMemory(at), Cancellation);
        }

        Assert.False((await flush.WaitAsync(_deadline, Cancellation)).IsCompleted);
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task Flush_thatEndsWhileMoreIsWritten_leavesTheMemoryToTheWriter()
    {
        Output.Advance(Fill(10_000_000));
        var flush = Output.FlushAsync(Cancellation).AsTask();
        Assert.False(flush.IsCompleted);
        var memory = Output.GetMemory(3);
        for (var left = 10_000_000; left > 0;)
        {
            left -= await Client.ReceiveAsync(new byte[1 << 20], Cancellation);
        }

        await flush.WaitAsync(_deadline, Cancellation);
        "end"u8.CopyTo(memory.Span);
        Output.Advance(3);
        await Output.FlushAsync(Cancellation);

        var last = new byte[3];
        await Client.ReceiveAsync(last, Cancellation);
        Assert.Equal("end"u8.ToArray(), last);
    }

    [Fact]
    public async Task Bytes_copiedAndTakenOver_reachTheClientInTheirOrder()
    {
        var output = (SocketOutput)Output;
        var random = new Random(5);
        var expected = new List<byte>();
        for (var i = 0; i < 200; i++)
        {
            var bytes = new byte[random.Next(1, 200_000)];
            random.NextBytes(bytes);
            expected.AddRange(bytes);
            if (i % 3 == 0)
            {
                var rented = ArrayPool<byte>.Shared.Rent(bytes.Length + 10);
                bytes.CopyTo(rented, 7);
                lock (output.Gate)
                {
                    output.Append(new(rented, 7, bytes.Length));
                }
            }
            else
            {
                output.Write(bytes);
            }
        }

        var flush = Output.FlushAsync(Cancellation).AsTask();
        var received = new byte[expected.Count];
        for (var at = 0; at < received.Length;)
        {
            at += await Client.ReceiveAsync(received.AsMemory(at), Cancellation);
        }

        Assert.False((await flush.WaitAsync(_deadline, Cancellation)).IsCompleted);
        Assert.Equal(expected, received);
    }

    [Fact]
    public async Task Abort_endsWhatWaits()
    {
        var read = Input.ReadAsync(Cancellation).AsTask();
        Output.Advance(Fill(20_000_000));
        var flush = Output.FlushAsync(Cancellation).AsTask();

        _pair.Connection.Abort(new ConnectionAbortedException("for the test"));

        await Assert.ThrowsAsync<ConnectionAbortedException>(() => read.WaitAsync(_deadline, Cancellation));
        Assert.True((await flush.WaitAsync(_deadline, Cancellation)).IsCompleted);
    }

    [Fact]
    public async Task Connection_isClosedWhenBothSidesAreCompleted()
    {
        await Input.CompleteAsync();
        await Output.CompleteAsync();

        Assert.Equal(0, await Client.ReceiveAsync(new byte[10], Cancellation).AsTask().WaitAsync(_deadline, Cancellation));
    }

    private int Fill(int count)
    {
        Output.GetSpan(count)[..count].Clear();
        return count;
    }

    private async Task<ReadResult> ReadAsync() => await Input.ReadAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation);

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await Client.SendAsync(bytes, Cancellation)..];
        }
    }

    private async Task SendAndEndAsync(ReadOnlyMemory<byte> bytes)
    {
        await SendAsync(bytes);
        Client.Shutdown(SocketShutdown.Send);
    }

    private async Task<byte[]> ReceiveAllAsync()
    {
        var all = new List<byte>();
        var buffer = new byte[64 << 10];
        while (await Client.ReceiveAsync(buffer, Cancellation) is > 0 and var count)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return [.. all];
    }

    private async Task EchoAsync()
    {
        while (true)
        {
            var result = await Input.ReadAsync(Cancellation);
            foreach (var segment in result.Buffer)
            {
                Output.Write(segment.Span);
            }

            Input.AdvanceTo(result.Buffer.End);
            await Output.FlushAsync(Cancellation);
            if (result.IsCompleted)
            {
                _pair.Connection.EndOutput();
                return;
            }
        }
    }
}
