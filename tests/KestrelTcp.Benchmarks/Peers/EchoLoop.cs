using System.Diagnostics;
using System.Runtime.InteropServices;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Closed loop on one thread: every connection has its messages in flight, and sends one more for each answer.</summary>
internal sealed unsafe class EchoLoop
{
    private const int _receiveBuffer = 1 << 20;
    private const int _waitMilliseconds = 100;

    private readonly ClientPlan _plan;
    private readonly Epoll _epoll = new();
    private readonly LatencyHistogram _times = new();
    private readonly byte* _message;
    private readonly byte* _slowMessage;
    private readonly byte* _received = (byte*)NativeMemory.Alloc(_receiveBuffer);
    private readonly EchoConnection[] _connections;
    private long _started;
    private long _answered;
    private long _errors;
    private bool _counting;

    public EchoLoop(ClientPlan plan)
    {
        _plan = plan;
        _message = Native(LoadClient.Message(plan.Bytes));
        _slowMessage = Native(LoadClient.Message(plan.Bytes));
        _slowMessage[0] = FastWorker.SlowMark;
        _connections = new EchoConnection[plan.Connections];
    }

    public ClientResult Run()
    {
        for (var i = 0; i < _connections.Length; i++)
        {
            var socket = LoadClient.Connect(_plan.Port);
            socket.Blocking = false;
            _connections[i] = new EchoConnection(socket, _plan.Depth);
            _epoll.Add(_connections[i].Descriptor, i, LibC.PollIn);
        }

        for (var i = 0; i < _connections.Length; i++)
        {
            _connections[i].Owed = _plan.Depth;
            Send(i);
        }

        LoopFor(_plan.WarmUp);
        var before = _answered;
        var start = Stopwatch.GetTimestamp();
        _counting = true;
        LoopFor(_plan.Seconds);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using var self = Process.GetCurrentProcess();
        return new ClientResult(
            _answered - before, _answered, seconds, _errors, _times.Percentile(0.5), _times.Percentile(0.99), _times.MaxMicroseconds, self.TotalProcessorTime.TotalSeconds);
    }

    private static byte* Native(byte[] bytes)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return copy;
    }

    private void LoopFor(double seconds)
    {
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            var count = _epoll.Wait(_waitMilliseconds);
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var (key, events) = _epoll.Ready(i);
                if ((events & LibC.PollOut) != 0)
                {
                    Send(key);
                }

                if ((events & ~LibC.PollOut) != 0)
                {
                    Receive(key, now);
                }
            }
        }
    }

    private void Receive(int key, long now)
    {
        var connection = _connections[key];
        var count = LibC.Receive(connection.Descriptor, _received, _receiveBuffer, 0);
        if (count <= 0)
        {
            if (count < 0 && Marshal.GetLastPInvokeError() is LibC.ErrorAgain or LibC.ErrorInterrupted)
            {
                return;
            }

            Drop(connection);
            return;
        }

        connection.Got += count;
        while (connection.Got >= _plan.Bytes && connection.InFlight > 0)
        {
            connection.Got -= _plan.Bytes;
            var (sentAt, slow) = connection.Answered();
            _answered++;
            connection.Owed++;
            if (_counting && !slow)
            {
                _times.Add((long)LoadClient.Nanoseconds(now - sentAt));
            }
        }

        Send(key);
    }

    private void Send(int key)
    {
        var connection = _connections[key];
        while (connection.Owed > 0 || connection.Offset > 0)
        {
            if (connection.Offset == 0)
            {
                connection.Owed--;
                connection.Begin(_plan.SlowOneIn > 0 && ++_started % _plan.SlowOneIn == 0);
            }

            var message = connection.SendsSlow ? _slowMessage : _message;
            var count = (int)LibC.Send(connection.Descriptor, message + connection.Offset, _plan.Bytes - connection.Offset, LibC.NoSignal);
            if (count < 0 && Marshal.GetLastPInvokeError() is not (LibC.ErrorAgain or LibC.ErrorInterrupted))
            {
                Drop(connection);
                return;
            }

            connection.Offset += Math.Max(0, count);
            var blocked = connection.Offset < _plan.Bytes;
            if (blocked != connection.WaitsToSend)
            {
                connection.WaitsToSend = blocked;
                _epoll.Modify(connection.Descriptor, key, blocked ? LibC.PollIn | LibC.PollOut : LibC.PollIn);
            }

            if (blocked)
            {
                return;
            }

            connection.Offset = 0;
        }
    }

    private void Drop(EchoConnection connection)
    {
        _errors++;
        _epoll.Remove(connection.Descriptor);
        connection.Owed = 0;
        connection.Offset = 0;
    }
}
