using System.Collections.Concurrent;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Rpc;

/// <summary>Accepts RPC clients on <c>rpc.listen</c>.</summary>
internal sealed partial class RpcListener(RpcOptions options, RpcDispatcher dispatcher, ILogger logger) : IAsyncDisposable
{
    /// <summary>Most clients at a time; a worker has one connection, seldom more.</summary>
    private const int _maxConnections = 4096;

    private static readonly TimeSpan _watchTick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _acceptPause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<RpcConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private IReadOnlyList<Socket> _sockets = [];
    private Timer? _watch;
    private Task _accepting = Task.CompletedTask;

    /// <exception cref="StartupException">The address cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _sockets = await RpcSocket.BindAsync(options.Listen, cancellation);
        LogListening(logger, options.Listen);
        if (!_sockets.All(RpcSocket.IsLocal))
        {
            LogExposed(logger, options.Listen);
        }

        _accepting = Task.WhenAll(_sockets.Select(AcceptAsync));
        _watch = new Timer(static state => ((RpcListener)state!).Watch(), this, _watchTick, _watchTick);
    }

    /// <summary>Closes the listener and every connection.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        await _accepting;
        await Task.WhenAll(_connections.Values);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        _stop.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        var troubled = false;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Add(await listener.AcceptAsync(_stop.Token));
                troubled = false;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Out of descriptors, most likely: told once, tried again until it works.
                if (!troubled)
                {
                    LogAcceptFailed(logger, exception.Message);
                }

                troubled = true;
                await Task.Delay(_acceptPause);
            }
        }
    }

    private void Add(Socket socket)
    {
        if (_connections.Count >= _maxConnections)
        {
            LogTooMany(logger, _maxConnections);
            socket.Dispose();
            return;
        }

        RpcConnection connection;
        try
        {
            if (socket.ProtocolType == ProtocolType.Tcp)
            {
                socket.NoDelay = true;
                // A silent client is welcome, one whose machine is gone is not.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }

            connection = new RpcConnection(socket, dispatcher, logger, _stop.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // Reset before it was looked at.
            socket.Dispose();
            return;
        }

        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ServeAsync(connection, start.Task);
        start.SetResult();
    }

    /// <summary>Begins when the connection is in the table, so that it cannot be taken out before it is in.</summary>
    private async Task ServeAsync(RpcConnection connection, Task start)
    {
        await start;
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }

    private void Watch()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.CheckTimeouts();
        }
    }

    [LoggerMessage(3021, LogLevel.Information, "RPC listens on {Address}")]
    private static partial void LogListening(ILogger logger, ListenAddress address);

    [LoggerMessage(3022, LogLevel.Warning, "rpc.listen {Address} can be reached from other machines, and RPC asks nobody for a password: whoever reaches it can stop workers and close connections. Cure: listen on 127.0.0.1 or a unix socket")]
    private static partial void LogExposed(ILogger logger, ListenAddress address);

    [LoggerMessage(3023, LogLevel.Error, "RPC clients cannot be accepted: {Reason}; tried again until it works")]
    private static partial void LogAcceptFailed(ILogger logger, string reason);

    [LoggerMessage(3024, LogLevel.Warning, "an RPC client was refused: there are {Limit} already. Do workers open one connection after the other and close none?")]
    private static partial void LogTooMany(ILogger logger, int limit);
}
