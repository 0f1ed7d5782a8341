using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Net;
using KestrelTcp.Workers.Processes;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers.Relays;

/// <summary>
/// The socket that workers dial (<c>server.relay: tcp://...</c> or <c>unix://...</c>). Each connection is asked for its pid, which
/// tells whose it is; a stranger, or one that says something else, is closed and harms nobody.
/// </summary>
internal sealed partial class RelayListener : IDisposable
{
    private const int _backlog = 512;
    private const int _mostStrangers = 64;
    private static readonly TimeSpan _helloTime = TimeSpan.FromSeconds(10);

    /// <summary>A worker may be here before whoever started it comes to wait for it: that long it is no stranger.</summary>
    private static readonly TimeSpan _earlyTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _earlyStep = TimeSpan.FromMilliseconds(10);

    private readonly ListenAddress _address;
    private readonly Socket _socket;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<RelayArrival>> _expected = [];
    private readonly SemaphoreSlim _strangers = new(_mostStrangers);
    private readonly CancellationTokenSource _closing = new();

    /// <exception cref="StartupException">The address cannot be listened on.</exception>
    public RelayListener(ListenAddress address, ProcessIdentity? workers, ILogger logger)
    {
        _address = address;
        _logger = logger;
        _socket = Bind(address, workers);
        _ = AcceptAsync();
    }

    /// <summary>Waits until a worker has dialled in.</summary>
    /// <exception cref="OperationCanceledException">It has not.</exception>
    public async Task<RelayArrival> WaitAsync(int pid, CancellationToken cancellation)
    {
        var arrival = new TaskCompletionSource<RelayArrival>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _expected[pid] = arrival;
        }

        try
        {
            return await arrival.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            if (!arrival.TrySetCanceled(CancellationToken.None))
            {
                // It came in the moment that it was given up.
                arrival.Task.Result.Link.Dispose();
            }

            throw;
        }
        finally
        {
            lock (_gate)
            {
                _expected.Remove(pid);
            }
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _socket.Dispose();
        if (_address.UnixPath is { } path)
        {
            File.Delete(path);
        }

        _closing.Dispose();
        _strangers.Dispose();
    }

    private static Socket Bind(ListenAddress address, ProcessIdentity? workers)
    {
        try
        {
            if (address.UnixPath is not { } path)
            {
                // The PHP package dials IPv4 only (PROTOCOL 1.6).
                var ip = IPAddress.TryParse(address.Host, out var literal) ? literal : address.Host.Length == 0 ? IPAddress.Any : IPAddress.Loopback;
                var tcp = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                tcp.Bind(new IPEndPoint(ip, address.Port));
                tcp.Listen(_backlog);
                return tcp;
            }

            UnixSocketFile.RemoveStale(path);
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            unix.Bind(new UnixDomainSocketEndPoint(path));
            UnixSocketFile.SetPermissions(path, new UnixSocketOptions
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                Uid = workers?.User,
                Gid = workers?.Group,
            });
            unix.Listen(_backlog);
            return unix;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"server.relay {address}: cannot listen: {exception.Message}. Cure: choose another address, or relay: pipes", exception);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await _strangers.WaitAsync(_closing.Token);
                var socket = await _socket.AcceptAsync(_closing.Token);
                _ = GreetAsync(socket);
            }
            catch (SocketException exception)
            {
                LogAcceptFailed(_logger, exception.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
                _strangers.Release();
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task GreetAsync(Socket socket)
    {
        var link = new SocketLink(socket);
        var reader = new FrameReader(link.Output);
        var matched = false;
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            deadline.CancelAfter(_helloTime);
            await link.Input.WriteAsync(ControlFrame.PidRequest(Environment.ProcessId), deadline.Token);
            ControlMessage hello;
            FrameStatus status;
            while ((status = reader.TryReadControl(out hello)) == FrameStatus.Incomplete && await reader.FillAsync(deadline.Token))
            {
                // Reads on until the frame is whole.
            }

            matched = status == FrameStatus.Frame && hello.Pid is > 0 and var pid
                && (await FindAsync(pid, deadline.Token))?.TrySetResult(new RelayArrival(link, reader, hello)) == true;
            if (!matched)
            {
                LogStranger(_logger, status == FrameStatus.Frame ? $"pid {hello.Pid} is no worker that is awaited" : "it did not answer the pid request");
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            LogStranger(_logger, exception.Message);
        }
        finally
        {
            if (!matched)
            {
                link.Dispose();
            }

            if (!_closing.IsCancellationRequested)
            {
                _strangers.Release();
            }
        }
    }

    private async Task<TaskCompletionSource<RelayArrival>?> FindAsync(int pid, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Find(pid) is { } found)
            {
                return found;
            }

            if (Stopwatch.GetElapsedTime(started) > _earlyTime)
            {
                return null;
            }

            await Task.Delay(_earlyStep, cancellation);
        }
    }

    /// <summary>The process that a pid means: itself, or the leader of its group where a shell stands between.</summary>
    private TaskCompletionSource<RelayArrival>? Find(int pid)
    {
        lock (_gate)
        {
            return _expected.GetValueOrDefault(pid) ?? _expected.GetValueOrDefault(GroupOf(pid));
        }
    }

    private static int GroupOf(int pid)
    {
        Span<char> buffer = stackalloc char[512];
        var stat = ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"), buffer);

        // After the name in brackets: state, parent, group.
        var name = stat.LastIndexOf(") ");
        if (name < 0)
        {
            return 0;
        }

        Span<Range> fields = stackalloc Range[4];
        var rest = stat[(name + 2)..];
        return rest.Split(fields, ' ') >= 3 && int.TryParse(rest[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var group) ? group : 0;
    }

    [LoggerMessage(2101, LogLevel.Warning, "relay: a connection was closed: {Why}")]
    private static partial void LogStranger(ILogger logger, string why);

    [LoggerMessage(2102, LogLevel.Error, "relay: cannot accept: {Problem}")]
    private static partial void LogAcceptFailed(ILogger logger, string problem);
}
