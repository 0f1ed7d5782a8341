using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Workers.Relays;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Workers.Relays;

/// <summary>Workers that dial in, each at its own time.</summary>
public sealed class RelayListenerTests : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"relay-{Guid.NewGuid():N}.sock");
    private readonly RelayListener _listener;

    public RelayListenerTests() =>
        _listener = new RelayListener(new ListenAddress { UnixPath = _path }, workers: null, NullLogger.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Worker_thatDialsBeforeItIsAwaited_isTaken()
    {
        const int pid = 4_000_001;
        using var worker = await DialAsync(pid);
        await Task.Delay(100, Cancellation);

        var arrival = await _listener.WaitAsync(pid, Cancellation).WaitAsync(_deadline, Cancellation);

        Assert.Equal(pid, arrival.Hello.Pid);
        arrival.Link.Dispose();
    }

    [Fact]
    public async Task Stranger_isClosed()
    {
        using var stranger = await DialAsync(4_000_002);

        Assert.Equal(0, await stranger.ReceiveAsync(new byte[1], Cancellation).AsTask().WaitAsync(_deadline, Cancellation));
    }

    private async Task<Socket> DialAsync(int pid)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), Cancellation);
        var request = new byte[ControlFrame.PidRequest(Environment.ProcessId).Length];
        Assert.Equal(request.Length, await socket.ReceiveAsync(request, Cancellation));
        await socket.SendAsync(ControlFrame.PidAnswer(pid, correlates: false), Cancellation);
        return socket;
    }
}
