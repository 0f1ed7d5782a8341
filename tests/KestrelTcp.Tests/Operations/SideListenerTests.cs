using System.Net;
using System.Net.Sockets;
using KestrelTcp.Operations;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Operations;

public sealed class SideListenerTests
{
    [Fact]
    public async Task NoDescriptorLeft_oneOfTheReserveIsGivenUpForTheClient()
    {
        var seen = new List<int>();
        using var socket = Listening();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)socket.LocalEndPoint!);
        SideListener? listener = null;
        listener = new SideListener(socket, NullLogger.Instance, stop =>
        {
            seen.Add(listener!.DescriptorsInReserve);
            return seen.Count <= 2 ? throw new SocketException((int)SocketError.TooManyOpenSockets) : socket.AcceptAsync(stop);
        });
        await using (listener)
        {
            await using var connection = await listener.AcceptAsync();
            Assert.NotNull(connection);
            Assert.Equal([8, 7, 6], seen);
        }
    }

    [Fact]
    public async Task ReserveUsedUp_triesAgainWithoutSpinning()
    {
        var attempts = 0;
        using var socket = Listening();
        await using var listener = new SideListener(socket, NullLogger.Instance, _ =>
        {
            attempts++;
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        });
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await listener.AcceptAsync(soon.Token));
        Assert.InRange(attempts, 9, 8 + 5);
    }

    [Fact]
    public async Task Unbind_endsTheAccept()
    {
        using var socket = Listening();
        await using var listener = new SideListener(socket, NullLogger.Instance);
        var accept = listener.AcceptAsync();
        await listener.UnbindAsync();
        Assert.Null(await accept.AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static Socket Listening()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }
}
