using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>
/// One client after another on one slot: sends tokens that nobody else sends, and takes nothing but the same bytes for an
/// answer. Ends a connection itself now and then, and reconnects whenever there is none.
/// </summary>
internal sealed class StormClient(int slot, int port, StormTally tally)
{
    public static readonly TimeSpan HangTime = TimeSpan.FromSeconds(5);

    private const int _largest = 200_000;
    private const int _shownBytes = 100;

    private readonly byte[] _sent = new byte[_largest];
    private readonly byte[] _received = new byte[_largest];
    private Socket? _socket;
    private long _waitingSince;
    private bool _hung;
    private long _number;

    /// <summary>Runs until the cancellation, then finishes the message in flight.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            _socket = socket;
            try
            {
                Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None);
                tally.Connected();
                await TalkAsync(socket, cancellation);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                if (!_hung)
                {
                    tally.ClosedByServer();
                }
            }

            Volatile.Write(ref _waitingSince, 0);
            _hung = false;
        }
    }

    /// <summary>Gives a client up that has waited too long. Called a few times a second.</summary>
    public void Watch()
    {
        var since = Volatile.Read(ref _waitingSince);
        if (since != 0 && Stopwatch.GetElapsedTime(since) > HangTime && !_hung)
        {
            _hung = true;
            tally.Hung($"client {slot} from {_socket?.LocalEndPoint} had neither answer nor close for message {_number}");
            _socket?.Dispose();
        }
    }

    private async Task TalkAsync(Socket socket, CancellationToken cancellation)
    {
        for (var first = true; !cancellation.IsCancellationRequested; first = false)
        {
            var length = MakeToken();
            Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());
            for (var sent = 0; sent < length;)
            {
                sent += await socket.SendAsync(_sent.AsMemory(sent, length - sent), CancellationToken.None);
            }

            if (!await ReceiveOwnAsync(socket, length))
            {
                return;
            }

            Volatile.Write(ref _waitingSince, 0);
            tally.Answered(first);
            if (Random.Shared.Next(500) == 0)
            {
                Leave(socket);
                return;
            }
        }

        tally.ClosedByClient();
    }

    /// <returns>False: the connection is of no further use.</returns>
    private async Task<bool> ReceiveOwnAsync(Socket socket, int length)
    {
        for (var got = 0; got < length;)
        {
            var count = await socket.ReceiveAsync(_received.AsMemory(got));
            if (count == 0)
            {
                tally.ClosedByServer();
                return false;
            }

            if (got + count > length || !_received.AsSpan(got, count).SequenceEqual(_sent.AsSpan(got, count)))
            {
                tally.GotWrong($"client {slot} sent {Show(_sent, length)} and received {Show(_received, got + count)}");
                return false;
            }

            got += count;
        }

        return true;
    }

    /// <summary>Ends the connection in one of the ways that clients have.</summary>
    private void Leave(Socket socket)
    {
        tally.ClosedByClient();
        switch (Random.Shared.Next(3))
        {
            case 0:
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                break;
            case 1:
                // Leaves a message behind that nobody waits for.
                _ = socket.Send(_sent.AsSpan(0, MakeToken()), SocketFlags.None, out _);
                break;
        }
    }

    /// <summary>Mostly small; sometimes about as large as one write to a worker may be, and sometimes far larger.</summary>
    private int MakeToken()
    {
        var head = $"{slot}.{++_number}.{Random.Shared.NextInt64():x16}.";
        var length = Random.Shared.Next(100) switch
        {
            < 93 => Random.Shared.Next(48, 120),
            < 99 => Random.Shared.Next(3_500, 4_300),
            _ => Random.Shared.Next(10_000, _largest),
        };
        var used = Encoding.ASCII.GetBytes(head, _sent);
        _sent.AsSpan(used, length - used).Fill((byte)('a' + (slot % 26)));
        "\r\n"u8.CopyTo(_sent.AsSpan(length - 2));
        return length;
    }

    private static string Show(byte[] bytes, int length) =>
        $"{length} bytes \"{Encoding.ASCII.GetString(bytes, 0, Math.Min(length, _shownBytes)).TrimEnd()}\"";
}
