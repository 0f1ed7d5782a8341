using System.IO.Pipelines;
using System.Text;
using KestrelTcp.Ingress.Edge.Proxy;
using KestrelTcp.Ingress.Framing;
using KestrelTcp.Tests.Ingress.Transport;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Edge;

/// <summary>The wait for a header on a real socket: what comes with it and behind it is there for the next reader.</summary>
public sealed class HeaderWaitTests : IAsyncLifetime
{
    private const string _header = "PROXY TCP4 192.0.2.7 198.51.100.1 51234 25\r\n";
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _short = TimeSpan.FromMilliseconds(50);

    private SocketPair _pair = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PipeReader Input => _pair.Connection.Input;

    public async ValueTask InitializeAsync() => _pair = await SocketPair.OpenAsync(Cancellation);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task BytesInThePacketOfTheHeader_areAMessageAtOnce_andTheHeaderIsNotCounted()
    {
        Send(_header + "one\r\n");

        var wait = await WaitAsync(_long);

        Assert.Equal((ProxyHeaderStatus.Named, HeaderWaitEnd.Decided, "192.0.2.7:51234"), (wait.Header.Status, wait.End, wait.Header.Client?.ToString()));
        var reader = new BatchReader(Input, "\r\n"u8.ToArray(), 1 << 20, 1 << 20);
        Assert.Equal(MessageStatus.Message, await reader.NextAsync().WaitAsync(_long, Cancellation));
        Assert.Equal("one\r\n", Encoding.ASCII.GetString(reader.Message));
        Assert.Equal(5, reader.Received);
    }

    [Fact]
    public async Task HeaderInSinglePackets_isWaitedFor_andWhatComesLaterIsTheClients()
    {
        var waiting = WaitAsync(_long);
        foreach (var c in _header)
        {
            Assert.False(waiting.IsCompleted);
            Send(c.ToString());
        }

        Assert.Equal(ProxyHeaderStatus.Named, (await waiting).Header.Status);
        var next = Input.ReadAsync(Cancellation);
        Assert.False(next.IsCompleted);
        Send("later");
        Assert.Equal("later", Encoding.ASCII.GetString((await next).Buffer));
    }

    [Fact]
    public async Task LongHeader_overManyBlocks_isTakenOffWhole()
    {
        byte[] header = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x21, 0x11, 0x10, 0x00, .. new byte[4096]];
        _pair.Client.Send([.. header, .. new byte[5000]]);

        Assert.Equal(new(ProxyHeaderStatus.Named, header.Length, new(0, 0)), (await WaitAsync(_long)).Header);

        Assert.Equal(5000, await CountAsync(5000));
    }

    [Theory]
    [InlineData("EHLO", ProxyHeaderStatus.None, HeaderWaitEnd.Decided)]
    [InlineData("PRO", ProxyHeaderStatus.Unclear, HeaderWaitEnd.Deadline)]
    [InlineData("PROXY T", ProxyHeaderStatus.Incomplete, HeaderWaitEnd.Deadline)]
    public async Task OtherBytes_areThereForTheNextReaderAtOnce(string sent, object status, object end)
    {
        Send(sent);

        var wait = await WaitAsync(_short);

        Assert.Equal((status, end), (wait.Header.Status, wait.End));
        var next = Input.ReadAsync(Cancellation);
        Assert.True(next.IsCompleted);
        Assert.Equal(sent, Encoding.ASCII.GetString((await next).Buffer));
    }

    [Fact]
    public async Task Silence_lastsUntilTheDeadline_andTheNextReaderWaitsAsEver()
    {
        var wait = await WaitAsync(_short);

        Assert.Equal((ProxyHeaderStatus.Unclear, HeaderWaitEnd.Deadline), (wait.Header.Status, wait.End));
        var next = Input.ReadAsync(Cancellation);
        Assert.False(next.IsCompleted);
        Send("later");
        var read = await next;
        Assert.False(read.IsCanceled);
        Assert.Equal("later", Encoding.ASCII.GetString(read.Buffer));
    }

    [Fact]
    public async Task ClientThatCloses_endsTheWait_andTheNextReaderSeesTheEnd()
    {
        Send("PROXY T");
        _pair.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        var wait = await WaitAsync(_long);

        Assert.Equal((ProxyHeaderStatus.Incomplete, HeaderWaitEnd.Closed), (wait.Header.Status, wait.End));
        var read = await Input.ReadAsync(Cancellation);
        Assert.Equal(("PROXY T", true), (Encoding.ASCII.GetString(read.Buffer), read.IsCompleted));
    }

    [Fact]
    public async Task Stop_endsTheWaitAtOnce()
    {
        using var stop = new CancellationTokenSource();
        var waiting = HeaderWait.RunAsync(Input, TimeSpan.FromHours(1), stop.Token);
        Assert.False(waiting.IsCompleted);

        await stop.CancelAsync();

        Assert.Equal(HeaderWaitEnd.Deadline, (await waiting.WaitAsync(_long, Cancellation)).End);
    }

    [Fact]
    public async Task Abort_breaksTheWait()
    {
        var waiting = WaitAsync(_long);

        _pair.Connection.Abort();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private void Send(string text) => _pair.Client.Send(Encoding.Latin1.GetBytes(text));

    private Task<HeaderWait> WaitAsync(TimeSpan patience) => HeaderWait.RunAsync(Input, patience, Cancellation);

    private async Task<long> CountAsync(long least)
    {
        var count = 0L;
        while (count < least)
        {
            var read = await Input.ReadAsync(Cancellation).AsTask().WaitAsync(_long, Cancellation);
            count += read.Buffer.Length;
            Input.AdvanceTo(read.Buffer.End);
        }

        return count;
    }
}
