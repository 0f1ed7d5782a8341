using System.Net;
using System.Net.Sockets;

namespace KestrelTcp.FunctionalTests.Harness;

/// <summary>A client that decides about every packet, and never waits without a deadline.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private byte[] _received = [];

    private RawClient(Socket socket) => _socket = socket;

    /// <summary>As the server's workers see it in <c>remote_addr</c>.</summary>
    public string LocalAddress { get; private init; } = "@";

    public static async Task<RawClient> ConnectAsync(EndPoint endPoint, TimeSpan? within = null, int? receiveBuffer = null, IPAddress? from = null)
    {
        var protocol = endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, protocol);
        try
        {
            if (receiveBuffer is { } size)
            {
                socket.ReceiveBufferSize = size;
            }

            if (from is not null)
            {
                socket.Bind(new IPEndPoint(from, 0));
            }

            using var deadline = new CancellationTokenSource(within ?? Eventually.Deadline);
            await socket.ConnectAsync(endPoint, deadline.Token);
            if (endPoint is not IPEndPoint)
            {
                return new RawClient(socket);
            }

            socket.NoDelay = true;
            return new RawClient(socket) { LocalAddress = socket.LocalEndPoint!.ToString()! };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, deadline.Token)..];
        }
    }

    /// <summary>One round trip of a line.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadLineAsync();
    }

    public Task<string> ReadLineAsync(TimeSpan? within = null) => ReadUntilAsync("\r\n", within);

    /// <summary>Everything up to and including <paramref name="end"/>.</summary>
    public async Task<string> ReadUntilAsync(string end, TimeSpan? within = null)
    {
        var mark = Encoding.UTF8.GetBytes(end);
        int at;
        using var deadline = new CancellationTokenSource(within ?? Eventually.Deadline);
        while ((at = _received.AsSpan().IndexOf(mark)) < 0)
        {
            if (!await ReceiveAsync($"\"{end}\"", deadline.Token))
            {
                Assert.Fail($"The connection ended before \"{end}\" came; received: {Show()}");
            }
        }

        return Encoding.UTF8.GetString(Take(at + mark.Length));
    }

    public async Task<byte[]> ReadExactlyAsync(int count, TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Eventually.Deadline);
        while (_received.Length < count)
        {
            if (!await ReceiveAsync($"{count} bytes", deadline.Token))
            {
                Assert.Fail($"The connection ended after {_received.Length} of {count} bytes.");
            }
        }

        return Take(count);
    }

    /// <summary>Everything up to the server's FIN; a reset fails the test.</summary>
    public async Task<string> ReadToEndAsync(TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? Eventually.Deadline);
        while (await ReceiveAsync("the end", deadline.Token))
        {
        }

        return Encoding.UTF8.GetString(Take(_received.Length));
    }

    /// <summary>The connection ends, by FIN or reset, whatever came before.</summary>
    public async Task WaitGoneAsync(TimeSpan? within = null)
    {
        try
        {
            await ReadToEndAsync(within);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Gone is gone.
        }
    }

    /// <summary>Nothing has arrived that was not read. To be asked after a round trip of another connection, which gives it the time.</summary>
    public void AssertSilent()
    {
        Assert.Equal("", Show());
        Assert.Equal(0, _socket.Available);
    }

    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends with RST in place of FIN.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task<bool> ReceiveAsync(string expected, CancellationToken deadline)
    {
        var buffer = new byte[64 << 10];
        try
        {
            var count = await _socket.ReceiveAsync(buffer, deadline);
            _received = [.. _received, .. buffer.AsSpan(0, count)];
            return count > 0;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{expected} did not come in time; received: {Show()}");
        }
    }

    private byte[] Take(int count)
    {
        var taken = _received[..count];
        _received = _received[count..];
        return taken;
    }

    private string Show() => Encoding.UTF8.GetString(_received.AsSpan(0, Math.Min(_received.Length, 500)));
}
