using System.Net;
using System.Net.Sockets;
using KestrelTcp.Ingress.Transport;
using KestrelTcp.Io;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Listening;

/// <summary>
/// Accepts connections for Kestrel. Unlike the one that comes with it, it neither spins nor gives up when descriptors or
/// memory are short: it waits and goes on.
/// </summary>
internal sealed partial class SocketListener : IConnectionListener
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private readonly ListenEndPoint _endpoint;
    private readonly Socket? _socket;
    private readonly IoLoops _loops;
    private readonly ILogger _logger;
    private volatile bool _closed;
    private volatile bool _accepting = true;

    public SocketListener(ListenEndPoint endpoint, Socket? socket, IoLoops loops, ILogger logger)
    {
        _endpoint = endpoint;
        _socket = socket;
        _loops = loops;
        _logger = logger;
    }

    public EndPoint EndPoint => _socket?.LocalEndPoint ?? _endpoint.Address;

    /// <summary>False while the system lacks what a further connection needs, and after the end.</summary>
    public bool IsAccepting => _accepting || (_socket is null && !_closed);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        var pause = _firstPause;
        while (_socket is not null && !_closed)
        {
            try
            {
                var socket = await _socket.AcceptAsync(cancellationToken);
                _accepting = true;
                return Open(socket);
            }
            catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException
                || (exception is SocketException && _closed))
            {
                break;
            }
            catch (SocketException exception) when (IsShortage(exception.SocketErrorCode))
            {
                if (IsAccepting)
                {
                    LogShortage(_logger, _endpoint.Options.Name, exception.Message);
                }

                _accepting = false;
                await Task.Delay(pause, CancellationToken.None);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                // The client was gone before it was accepted.
                LogAcceptFailed(_logger, _endpoint.Options.Name, exception.Message);
            }
        }

        _accepting = false;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _closed = true;
        _accepting = false;
        _socket?.Dispose();
        if (_endpoint.Address is UnixDomainSocketEndPoint unix && _socket is not null)
        {
            File.Delete(unix.ToString());
        }

        return default;
    }

    public ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        return default;
    }

    private SocketConnection Open(Socket socket)
    {
        var options = _endpoint.Options;
        if (socket.ProtocolType == ProtocolType.Tcp || socket.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)
        {
            socket.NoDelay = options.NoDelay;
            if (options.KeepAlive)
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }
        }

        var connection = new SocketConnection(socket, _loops.Next());
        connection.Start();
        return connection;
    }

    private static bool IsShortage(SocketError error) =>
        error is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.SystemNotReady;

    [LoggerMessage(1101, LogLevel.Error, "{Server}: no connection can be accepted for now: {Problem}. Cure: raise the limit of open files (ulimit -n), or limit the connections")]
    private static partial void LogShortage(ILogger logger, string server, string problem);

    [LoggerMessage(1102, LogLevel.Debug, "{Server}: a connection was lost before it was accepted: {Error}")]
    private static partial void LogAcceptFailed(ILogger logger, string server, string error);
}
