using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>On one thread, some slots: connect, one message, its answer, close, and again.</summary>
internal sealed unsafe class ReconnectLoop(ClientPlan plan, int slots)
{
    private const int _internetProtocol = 0;
    private const int _bindAddressNoPort = 24;
    private const int _waitMilliseconds = 100;

    // So many before the source address changes: the ports of one address would run out, being in TIME_WAIT.
    private const int _perAddress = 5_000;
    private const int _addresses = 250;

    private readonly Epoll _epoll = new();
    private readonly LatencyHistogram _times = new();
    private readonly byte[] _message = LoadClient.Message(plan.Bytes);
    private readonly byte* _received = (byte*)NativeMemory.Alloc((nuint)plan.Bytes);
    private readonly (Socket Socket, int Got, long StartedAt)[] _slots = new (Socket, int, long)[slots];
    private readonly int _firstAddress = Random.Shared.Next(_addresses);
    private long _opened;
    private long _answered;
    private long _errors;
    private bool _counting;

    public ClientResult Run()
    {
        for (var i = 0; i < slots; i++)
        {
            Open(i);
        }

        LoopFor(plan.WarmUp);
        var before = _answered;
        var start = Stopwatch.GetTimestamp();
        _counting = true;
        LoopFor(plan.Seconds);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        return new ClientResult(
            _answered - before, _answered, seconds, _errors, _times.Percentile(0.5), _times.Percentile(0.99), _times.MaxMicroseconds, self.TotalProcessorTime.TotalSeconds);
    }

    private void LoopFor(double seconds)
    {
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            var count = _epoll.Wait(_waitMilliseconds);
            for (var i = 0; i < count; i++)
            {
                Receive(_epoll.Ready(i).Key);
            }
        }
    }

    private void Open(int key)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.SetRawSocketOption(_internetProtocol, _bindAddressNoPort, [1, 0, 0, 0]);
        var address = (byte)(1 + ((_firstAddress + (_opened++ / _perAddress)) % _addresses));
        socket.Bind(new IPEndPoint(new IPAddress((byte[])[127, 0, 2, address]), 0));
        socket.Connect(new IPEndPoint(IPAddress.Loopback, plan.Port));
        _ = socket.Send(_message);
        _slots[key] = (socket, 0, startedAt);
        _epoll.Add(Descriptor(socket), key, LibC.PollIn);
    }

    private void Receive(int key)
    {
        ref var slot = ref _slots[key];
        var count = (int)LibC.Receive(Descriptor(slot.Socket), _received, plan.Bytes - slot.Got, 0);
        slot.Got += Math.Max(0, count);
        if (count > 0 && slot.Got < plan.Bytes)
        {
            return;
        }

        // A close takes the descriptor off the list.
        slot.Socket.Dispose();
        if (count <= 0)
        {
            _errors++;
        }
        else
        {
            _answered++;
            if (_counting)
            {
                _times.Add((long)LoadClient.Nanoseconds(Stopwatch.GetTimestamp() - slot.StartedAt));
            }
        }

        Open(key);
    }

    private static int Descriptor(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();
}
