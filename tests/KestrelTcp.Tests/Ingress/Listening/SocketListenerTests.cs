using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Ingress.Listening;
using KestrelTcp.Io;
using KestrelTcp.Tests.Io;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Ingress.Listening;

/// <summary>What Kestrel is given of the connections that come in.</summary>
public sealed class SocketListenerTests : IAsyncLifetime
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10);

    private readonly IoLoops _loops = Loops.Make();
    private readonly List<Socket> _clients = [];
    private readonly List<ConnectionContext> _accepted = [];
    private readonly SocketListener _listener;

    public SocketListenerTests() => _listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        foreach (var connection in _accepted)
        {
            await connection.DisposeAsync();
        }

        _clients.ForEach(client => client.Dispose());
        _loops.Dispose();
    }

    [Fact]
    public async Task Accept_thatWaits_getsTheConnectionThatComesLater()
    {
        var accepting = _listener.AcceptAsync(Cancellation).AsTask();
        Assert.False(accepting.IsCompleted);

        var client = Connect(_listener);

        var connection = Keep(await accepting.WaitAsync(_deadline, Cancellation));
        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
    }

    [Fact]
    public async Task Connections_thatCameBefore_areAllAccepted()
    {
        // More than are accepted without a turn for others.
        const int many = 100;
        for (var i = 0; i < many; i++)
        {
            Connect(_listener);
        }

        // As Kestrel asks: one after the other, wherever the one before was completed.
        for (var i = 0; i < many; i++)
        {
            Keep(await _listener.AcceptAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation));
        }

        Assert.Equal(_clients.Select(client => client.LocalEndPoint), _accepted.Select(connection => connection.RemoteEndPoint));
    }

    [Fact]
    public async Task Flood_isAcceptedOnTheLoop_andLeavesOthersTheirTurn()
    {
        const int many = 100;
        var all = new TaskCompletionSource();
        var accepting = AcceptAsync();
        for (var i = 0; i < many; i++)
        {
            Connect(_listener);
        }

        await all.Task.WaitAsync(_deadline, Cancellation);
        await _listener.UnbindAsync(Cancellation);
        await accepting.WaitAsync(_deadline, Cancellation);
        Assert.Equal(many, _accepted.Count);

        async Task AcceptAsync()
        {
            while (await _listener.AcceptAsync(Cancellation) is { } connection)
            {
                _accepted.Add(connection);
                if (_accepted.Count == many)
                {
                    all.SetResult();
                }
            }
        }
    }

    [Fact]
    public async Task Unbind_endsAnAcceptThatWaits_andFreesThePort()
    {
        var accepting = _listener.AcceptAsync(Cancellation).AsTask();
        var address = (IPEndPoint)_listener.EndPoint;

        await _listener.UnbindAsync(Cancellation);

        Assert.Null(await accepting.WaitAsync(_deadline, Cancellation));
        Assert.Null(await _listener.AcceptAsync(Cancellation));
        Assert.False(_listener.IsAccepting);
        await using var other = Listen(address);
        Assert.Equal(address, other.EndPoint);
    }

    [Fact]
    public async Task Cancellation_endsAnAcceptThatWaits()
    {
        using var source = new CancellationTokenSource();
        var accepting = _listener.AcceptAsync(source.Token).AsTask();

        await source.CancelAsync();

        Assert.Null(await accepting.WaitAsync(_deadline, Cancellation));
    }

    [Fact]
    public async Task Client_ofIPv6_isNamedSo()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "No IPv6 here.");
        await using var listener = Listen(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var client = Connect(listener);

        var connection = Keep(await listener.AcceptAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation));

        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
    }

    [Fact]
    public async Task Client_ofUnixSocket_hasNoAddress()
    {
        var path = Path.Combine(Path.GetTempPath(), $"listener-{Guid.NewGuid():N}.sock");
        await using var listener = Listen(new UnixDomainSocketEndPoint(path));
        Connect(listener);

        var connection = Keep(await listener.AcceptAsync(Cancellation).AsTask().WaitAsync(_deadline, Cancellation));

        Assert.Null(connection.RemoteEndPoint);
        await listener.UnbindAsync(Cancellation);
        Assert.False(File.Exists(path));
    }

    private SocketListener Listen(EndPoint address)
    {
        var options = new TcpServerOptions { Name = "test", Address = new ListenAddress() };
        var endpoint = new ListenEndPoint(options, address);
        return new SocketListener(endpoint, ListenSocket.Bind(endpoint), _loops, NullLogger.Instance);
    }

    private Socket Connect(SocketListener listener)
    {
        var address = listener.EndPoint;
        var protocol = address is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified;
        var client = new Socket(address.AddressFamily, SocketType.Stream, protocol);
        _clients.Add(client);
        client.Connect(address);
        return client;
    }

    private ConnectionContext Keep(ConnectionContext? connection)
    {
        Assert.NotNull(connection);
        _accepted.Add(connection);
        return connection;
    }
}
