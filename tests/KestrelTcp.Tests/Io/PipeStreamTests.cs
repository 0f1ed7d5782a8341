using KestrelTcp.Io;
using KestrelTcp.Workers.Processes;
using Xunit;

namespace KestrelTcp.Tests.Io;

/// <summary>The two ends of a pipe on a loop, each held against the other.</summary>
public sealed class PipeStreamTests : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private readonly IoLoops _loops = Loops.Make();
    private readonly PipeReadStream _reader;
    private readonly PipeWriteStream _writer;

    public PipeStreamTests()
    {
        using var pipe = new PipeEnds("a test");
        _reader = new PipeReadStream(pipe.TakeReader(), _loops.Next());
        _writer = new PipeWriteStream(pipe.TakeWriter(), _loops.Next());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _loops.Dispose();
    }

    [Fact]
    public async Task Read_thatWaits_getsWhatIsWrittenLater()
    {
        var buffer = new byte[100];
        var read = _reader.ReadAsync(buffer, Cancellation).AsTask();
        Assert.False(read.IsCompleted);

        await _writer.WriteAsync("hello"u8.ToArray(), Cancellation);

        Assert.Equal(5, await read.WaitAsync(_deadline, Cancellation));
        Assert.Equal("hello"u8, buffer.AsSpan(0, 5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(3_000_000)]
    public async Task Bytes_ofAnyNumber_comeWholeAndInOrder(int count)
    {
        var sent = new byte[count];
        new Random(count).NextBytes(sent);
        var writing = WriteAndEndAsync(sent);

        var received = await ReadAllAsync().WaitAsync(_deadline, Cancellation);

        await writing;
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task ManyExchanges_loseNoWake()
    {
        var buffer = new byte[16];
        for (var i = 0; i < 20_000; i++)
        {
            var read = _reader.ReadAsync(buffer, Cancellation);
            await _writer.WriteAsync(BitConverter.GetBytes(i), Cancellation);
            Assert.Equal(4, await read.AsTask().WaitAsync(_deadline, Cancellation));
            Assert.Equal(i, BitConverter.ToInt32(buffer));
        }
    }

    [Fact]
    public async Task LastBytesAndTheEnd_comeThoughTheyComeTogether()
    {
        await _writer.WriteAsync("bye"u8.ToArray(), Cancellation);
        _writer.Dispose();

        Assert.Equal("bye"u8.ToArray(), await ReadAllAsync().WaitAsync(_deadline, Cancellation));
    }

    [Fact]
    public async Task WriteToAPipeThatNobodyReads_fails()
    {
        _reader.Dispose();

        await Assert.ThrowsAsync<IOException>(async () => await _writer.WriteAsync(new byte[10], Cancellation));
    }

    [Fact]
    public async Task WriteThatWaits_failsWhenTheReaderGoes()
    {
        var write = _writer.WriteAsync(new byte[1 << 20], Cancellation).AsTask();
        Assert.False(write.IsCompleted);

        _reader.Dispose();

        await Assert.ThrowsAsync<IOException>(() => write.WaitAsync(_deadline, Cancellation));
    }

    [Fact]
    public async Task ReadThatWaits_endsWhenTheStreamIsClosed()
    {
        var read = _reader.ReadAsync(new byte[10], Cancellation).AsTask();

        _reader.Dispose();

        await Assert.ThrowsAsync<IOException>(() => read.WaitAsync(_deadline, Cancellation));
        await Assert.ThrowsAsync<IOException>(async () => await _reader.ReadExactlyAsync(new byte[10], Cancellation));
    }

    [Fact]
    public async Task ReadThatIsCanceled_leavesTheNextOneWorking()
    {
        using var cancellation = new CancellationTokenSource();
        var canceled = _reader.ReadAsync(new byte[10], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled.WaitAsync(_deadline, Cancellation));

        var buffer = new byte[10];
        var read = _reader.ReadAsync(buffer, Cancellation).AsTask();
        await _writer.WriteAsync("x"u8.ToArray(), Cancellation);

        Assert.Equal(1, await read.WaitAsync(_deadline, Cancellation));
    }

    [Fact]
    public async Task BytesInPipe_areThoseThatNobodyHasRead()
    {
        await _writer.WriteAsync(new byte[100], Cancellation);
        Assert.Equal(100, _writer.BytesInPipe);
        Assert.Equal(100, _reader.BytesInPipe);

        await _reader.ReadExactlyAsync(new byte[30], Cancellation);

        Assert.Equal(70, _writer.BytesInPipe);
        _writer.Dispose();
        Assert.Equal(0, _writer.BytesInPipe);
    }

    private async Task WriteAndEndAsync(byte[] bytes)
    {
        await _writer.WriteAsync(bytes, Cancellation);
        _writer.Dispose();
    }

    private async Task<byte[]> ReadAllAsync()
    {
        using var all = new MemoryStream();
        await _reader.CopyToAsync(all, Cancellation);
        return all.ToArray();
    }
}
