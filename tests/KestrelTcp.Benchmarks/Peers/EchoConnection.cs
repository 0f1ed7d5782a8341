using System.Diagnostics;
using System.Net.Sockets;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>One connection of an <see cref="EchoLoop"/>, and its messages in flight, oldest first.</summary>
internal sealed class EchoConnection(Socket socket, int depth)
{
    private readonly (long SentAt, bool Slow)[] _flying = new (long, bool)[depth + 1];
    private int _head;

    public int Descriptor { get; } = (int)socket.SafeHandle.DangerousGetHandle();

    public int InFlight { get; private set; }

    /// <summary>Bytes received that have not been counted as answers.</summary>
    public long Got { get; set; }

    /// <summary>Messages that may be sent.</summary>
    public int Owed { get; set; }

    /// <summary>Bytes of the present message that the kernel has; 0: there is no present message.</summary>
    public int Offset { get; set; }

    /// <summary>The kernel takes no more for now.</summary>
    public bool WaitsToSend { get; set; }

    public bool SendsSlow { get; private set; }

    public void Begin(bool slow)
    {
        SendsSlow = slow;
        _flying[(_head + InFlight) % _flying.Length] = (Stopwatch.GetTimestamp(), slow);
        InFlight++;
    }

    public (long SentAt, bool Slow) Answered()
    {
        var oldest = _flying[_head];
        _head = (_head + 1) % _flying.Length;
        InFlight--;
        return oldest;
    }

    /// <summary>Keeps the socket from being collected: only its descriptor is used.</summary>
    public Socket Socket => socket;
}
