using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using KestrelTcp.Ingress.Transport;
using KestrelTcp.Io;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Ingress.Listening;

/// <summary>
/// Accepts connections for Kestrel, on an I/O thread. Unlike the one that comes with Kestrel, it neither spins nor gives up when
/// descriptors or memory are short: it waits and goes on.
/// </summary>
internal sealed partial class SocketListener : IConnectionListener, IIoHandle, IValueTaskSource
{
    /// <summary>So many at a time, then others of the thread have their turn.</summary>
    private const int _mostInARow = 32;

    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(1);

    private readonly ListenEndPoint _endpoint;
    private readonly Socket? _socket;
    private readonly IoLoops _loops;
    private readonly IoLoop _loop;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly int _descriptor;
    private ManualResetValueTaskSourceCore<bool> _arrival;
    private volatile bool _accepting = true;
    private int _inARow;

    // Guarded.
    private volatile bool _closed;
    private bool _arrived;
    private bool _waiting;

    /// <exception cref="IOException">The system refuses to watch the socket.</exception>
    public SocketListener(ListenEndPoint endpoint, Socket? socket, IoLoops loops, ILogger logger)
    {
        _endpoint = endpoint;
        _socket = socket;
        _loops = loops;
        _loop = loops.Next();
        _logger = logger;
        if (socket is not null)
        {
            _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
            SystemCalls.SetNonBlocking(_descriptor);
            _loop.Add(_descriptor, this, IoEvents.Readable);
        }
    }

    public EndPoint EndPoint => _socket?.LocalEndPoint ?? _endpoint.Address;

    /// <summary>False while the system lacks what a further connection needs, and after the end.</summary>
    public bool IsAccepting => _accepting || (_socket is null && !_closed);

    int IIoHandle.Slot { get; set; }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        using var registration = cancellationToken.UnsafeRegister(static self => ((SocketListener)self!).Wake(), this);
        var pause = _firstPause;
        while (_socket is not null && !_closed && !cancellationToken.IsCancellationRequested)
        {
            if (_inARow >= _mostInARow)
            {
                await TurnAsync();
            }

            var (handle, remote, error) = Take();
            if (handle is not null)
            {
                _accepting = true;
                _inARow++;
                if (Open(handle, remote) is { } connection)
                {
                    return connection;
                }
            }
            else if (error == SystemCalls.TryAgain)
            {
                await ArrivalAsync();
            }
            else if (!_closed && !ConcernsOneClient(error))
            {
                if (IsAccepting)
                {
                    LogShortage(_logger, _endpoint.Options.Name, Marshal.GetPInvokeErrorMessage(error));
                }

                _accepting = false;
                await Task.Delay(pause, CancellationToken.None);
                pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
            }
            else if (!_closed && error != SystemCalls.Interrupted)
            {
                LogAcceptFailed(_logger, _endpoint.Options.Name, Marshal.GetPInvokeErrorMessage(error));
            }
        }

        _accepting = false;
        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _accepting = false;
        if (Close() && _endpoint.Address is UnixDomainSocketEndPoint unix && _socket is not null)
        {
            File.Delete(unix.ToString());
        }

        return default;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return default;
    }

    void IIoHandle.OnReady(IoEvents events) => Wake();

    void IValueTaskSource.GetResult(short token) => _arrival.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _arrival.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _arrival.OnCompleted(continuation, state, token, flags);

    /// <summary>One system call: the next connection that waits, or why there is none.</summary>
    private unsafe (SocketHandle? Handle, IPEndPoint? Remote, int Error) Take()
    {
        var address = stackalloc byte[SocketAddress.MostBytes];
        var length = SocketAddress.MostBytes;
        lock (_gate)
        {
            if (_closed)
            {
                return (null, null, SystemCalls.TryAgain);
            }

            _arrived = false;
            var descriptor = SystemCalls.Accept(_descriptor, address, &length);
            return descriptor < 0
                ? (null, null, Marshal.GetLastPInvokeError())
                : (new SocketHandle(descriptor), SocketAddress.Read(new ReadOnlySpan<byte>(address, length)), 0);
        }
    }

    private SocketConnection? Open(SocketHandle handle, IPEndPoint? remote)
    {
        try
        {
            var connection = new SocketConnection(handle, remote, _loops.Next());
            connection.Start();
            return connection;
        }
        catch (IOException exception)
        {
            LogAcceptFailed(_logger, _endpoint.Options.Name, exception.Message);
            return null;
        }
    }

    /// <summary>Completes when a connection waits, or the listener is closed.</summary>
    private ValueTask ArrivalAsync()
    {
        lock (_gate)
        {
            _inARow = 0;
            if (_arrived || _closed)
            {
                return default;
            }

            _waiting = true;
            _arrival.Reset();
            return new(this, _arrival.Version);
        }
    }

    /// <summary>Lets what else the thread was told of have its turn; on another thread there is nothing that waits for it.</summary>
    private ValueTask TurnAsync()
    {
        _inARow = 0;
        if (IoLoop.Current != _loop)
        {
            return default;
        }

        lock (_gate)
        {
            _arrived = _closed || !_loop.TryTellAgain(_descriptor, this, IoEvents.Readable);
        }

        return ArrivalAsync();
    }

    private void Wake()
    {
        lock (_gate)
        {
            _arrived = true;
            if (!_waiting)
            {
                return;
            }

            _waiting = false;
        }

        _arrival.SetResult(true);
    }

    /// <returns>False: it was closed before.</returns>
    private bool Close()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            _closed = true;
            if (_socket is not null)
            {
                _loop.Remove(_descriptor, this);
                _socket.Dispose();
            }
        }

        Wake();
        return true;
    }

    /// <summary>
    /// The client was gone, or its network was, before it was accepted (accept(2)). Of any other error the connection may still be in the queue,
    /// so that to try again at once would keep the thread from all else.
    /// </summary>
    private static bool ConcernsOneClient(int error) => error is SystemCalls.Interrupted or (>= SystemCalls.NetworkDown and <= SystemCalls.ConnectionReset)
        or SystemCalls.ProtocolError or SystemCalls.HostDown or SystemCalls.HostUnreachable;

    [LoggerMessage(1101, LogLevel.Error, "{Server}: no connection can be accepted for now: {Problem}. Cure: raise the limit that this names (of open files: ulimit -n), or limit the connections")]
    private static partial void LogShortage(ILogger logger, string server, string problem);

    [LoggerMessage(1102, LogLevel.Debug, "{Server}: a connection was lost before it was accepted: {Error}")]
    private static partial void LogAcceptFailed(ILogger logger, string server, string error);
}
