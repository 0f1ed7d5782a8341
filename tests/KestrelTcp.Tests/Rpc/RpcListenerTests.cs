using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Rpc;
using KestrelTcp.Rpc.Locking;
using KestrelTcp.Rpc.Services;
using KestrelTcp.Tests.Operations;
using KestrelTcp.Worker.Rpc;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace KestrelTcp.Tests.Rpc;

/// <summary>The listener with the worker library's client, over real sockets.</summary>
public sealed class RpcListenerTests : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("kestreltcp-rpc-").FullName;
    private readonly FakeConnections _connections = new();
    private readonly SlowService _slow = new();
    private RpcListener? _listener;

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task UnixSocket_isServed_andRemovedAtTheEnd()
    {
        var path = Path.Combine(_folder, "rpc.sock");
        await StartAsync(new ListenAddress { UnixPath = path });
        await using var client = await RpcClient.ConnectAsync("unix://" + path);

        Assert.True(await client.Connections.SendAsync(FakeConnections.Known.ToString(), "hi"u8.ToArray()));
        Assert.Equal(2, await client.Connections.BroadcastAsync("echo", "hi"u8.ToArray()));
        await client.Connections.CloseAsync(FakeConnections.Known.ToString());
        Assert.Equal([$"send {FakeConnections.Known} 6869 False", "broadcast echo 6869", $"close {FakeConnections.Known}"], _connections.Calls);

        await _listener!.StopAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task ErrorAnswer_isAnExceptionWithItsText()
    {
        var address = await StartTcpAsync();
        await using var client = await RpcClient.ConnectAsync(address);

        var error = await Assert.ThrowsAsync<KestrelTcp.Worker.Rpc.RpcException>(() => client.CallAsync("no.Such", FrameFlags.Json, "true"u8.ToArray()));

        Assert.Equal(("rpc: can't find service no.Such", "no.Such"), (error.Message, error.Method));
    }

    [Fact]
    public async Task StoppedServer_failsTheCallsThatWait()
    {
        await using var client = await RpcClient.ConnectAsync(await StartTcpAsync());
        Assert.True(await client.Locks.LockAsync("r", "a"));
        var waiting = client.Locks.LockAsync("r", "b", wait: TimeSpan.FromMinutes(1));
        await client.Locks.ExistsAsync("r");

        await _listener!.StopAsync().WaitAsync(Deadline);

        await Assert.ThrowsAsync<IOException>(() => waiting.WaitAsync(Deadline));
        await Assert.ThrowsAsync<IOException>(() => client.Locks.ExistsAsync("r"));
    }

    [Fact]
    public async Task ClientThatGoes_endsWhatItWaitedFor()
    {
        var address = await StartTcpAsync();
        await using (var client = await RpcClient.ConnectAsync(address))
        {
            _ = client.CallAsync("slow.Wait", FrameFlags.Raw, default).ContinueWith(task => task.Exception, TaskScheduler.Default);
            await _slow.Begun.Task.WaitAsync(Deadline);
        }

        await _slow.Ended.Task.WaitAsync(Deadline);
    }

    [Fact]
    public async Task FrameOverTheLimit_endsTheConnection_beforeItHasCome()
    {
        var address = await StartTcpAsync();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", int.Parse(address.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture));
        var header = new byte[FrameHeader.SizeOf(2)];
        FrameHeader.Write(header, FrameFlags.Json, (uint)RpcConnection.MaxFrame, 1, 5);
        await socket.SendAsync(header);

        Assert.Equal(0, await socket.ReceiveAsync(new byte[1]).WaitAsync(Deadline));
    }

    [Fact]
    public async Task BusyAddress_isTold()
    {
        var address = await StartTcpAsync();
        var port = int.Parse(address.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        await using var second = Make(new ListenAddress { Host = "127.0.0.1", Port = port });

        var error = await Assert.ThrowsAsync<StartupException>(() => second.StartAsync(CancellationToken.None));

        Assert.Equal($"rpc.listen 127.0.0.1:{port}: address already in use. Cure: stop the other program or choose another port.", error.Message);
    }

    private async Task<string> StartTcpAsync()
    {
        var address = new ListenAddress { Host = "127.0.0.1", Port = FreePort.Next() };
        await StartAsync(address);
        return address.ToString();
    }

    private Task StartAsync(ListenAddress address)
    {
        _listener = Make(address);
        return _listener.StartAsync(CancellationToken.None);
    }

    private RpcListener Make(ListenAddress address) => new(
        new RpcOptions { Listen = address, ListenText = address.ToString() },
        new RpcDispatcher([new TcpService(_connections), new LockService(new LockTable()), _slow], NullLogger.Instance),
        NullLogger.Instance);
}
