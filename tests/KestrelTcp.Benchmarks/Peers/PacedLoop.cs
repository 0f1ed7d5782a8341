using System.Diagnostics;
using System.Net.Sockets;

namespace KestrelTcp.Benchmarks.Peers;

/// <summary>Closed loop with a rest before each message, one thread for each connection: a load that leaves the machine idle now and then.</summary>
internal sealed class PacedLoop(ClientPlan plan)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly LatencyHistogram _times = new();
    private readonly byte[] _message = LoadClient.Message(plan.Bytes);
    private long _started;
    private long _all;
    private long _counted;
    private long _errors;

    public ClientResult Run()
    {
        _started = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, plan.Connections).Select(_ => new Thread(Talk)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        using var self = Process.GetCurrentProcess();
        return new ClientResult(
            _counted, _all, plan.Seconds, _errors, _times.Percentile(0.5), _times.Percentile(0.99), _times.MaxMicroseconds, self.TotalProcessorTime.TotalSeconds);
    }

    private void Talk()
    {
        try
        {
            using var socket = LoadClient.Connect(plan.Port);
            socket.ReceiveTimeout = (int)_patience.TotalMilliseconds;
            var answer = new byte[_message.Length];
            TimeSpan elapsed;
            while ((elapsed = Stopwatch.GetElapsedTime(_started)).TotalSeconds < plan.WarmUp + plan.Seconds)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(plan.PauseMilliseconds));
                var sent = Stopwatch.GetTimestamp();
                Ask(socket, answer);
                Note(Stopwatch.GetTimestamp() - sent, counts: elapsed.TotalSeconds >= plan.WarmUp);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            Interlocked.Increment(ref _errors);
        }
    }

    private void Ask(Socket socket, byte[] answer)
    {
        _ = socket.Send(_message);
        for (var got = 0; got < answer.Length;)
        {
            var count = socket.Receive(answer, got, answer.Length - got, SocketFlags.None);
            got += count > 0 ? count : throw new InvalidOperationException("The server closed the connection.");
        }

        if (!answer.AsSpan().SequenceEqual(_message))
        {
            throw new InvalidOperationException("The answer is not the message.");
        }
    }

    private void Note(long ticks, bool counts)
    {
        lock (_times)
        {
            _all++;
            if (counts)
            {
                _counted++;
                _times.Add((long)LoadClient.Nanoseconds(ticks));
            }
        }
    }
}
