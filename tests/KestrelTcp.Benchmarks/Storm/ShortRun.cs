using System.Globalization;
using System.Net;
using System.Net.Sockets;
using KestrelTcp.Benchmarks.Hosting;

namespace KestrelTcp.Benchmarks.Storm;

/// <summary>Connect, one message, its echo, and an end: by FIN, by half-close, by reset, or with the answer never read.</summary>
internal sealed class ShortRun(int connections, StormWorkers workers, TextWriter output)
{
    private const int _atOnce = 32;
    private const int _pool = 2;
    private const int _warmUp = 500;
    private const int _perAddress = 10_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);
    private static readonly byte[] _message = "short connection\r\n"u8.ToArray();

    private long _failed;

    /// <returns>The exit code: 1 when an invariant was violated.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var folder = new TemporaryFolder();
        var journal = new WorkerJournal(Path.Combine(folder.Path, "journal"));
        await using var server = await ServerProcess.StartAsync(new ServerSetup { Command = workers.Command, Workers = _pool }, journal.File, cancellation);
        var aftermath = new StormAftermath(server, _pool, workers.StartTime, new Checks(output));
        var checks = aftermath.Checks;
        output.WriteLine($"{connections} short connections, {_atOnce} at a time, on {_pool} x {string.Join(' ', workers.Command)}; server pid {server.Pid}");

        await OpenManyAsync(server.Port, _warmUp, cancellation);
        await aftermath.WaitWholeAsync(cancellation);
        await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        var before = ProcessFigures.Of(server.Pid);
        await OpenManyAsync(server.Port, connections, cancellation);

        checks.Expect(_failed == 0, $"every connection that waited for its answer got it: {_failed} did not");
        await aftermath.CheckAsync(before, cancellation);
        var hanging = TcpTable.CloseWait(server.Port);
        checks.Expect(hanging == 0, $"no socket is in CLOSE_WAIT: {hanging}");
        if (workers.KeepsJournal)
        {
            var events = new ClosedEventCheck(journal);
            checks.Expect(
                events.Connected == connections + _warmUp && events.Closed == events.Connected && events.Missing == 0,
                $"one CONNECTED and one CLOSED for each of {connections + _warmUp}: {events.Connected} and {events.Closed}");
        }

        await aftermath.CheckEndAsync();
        return checks.Finish();
    }

    private Task OpenManyAsync(int port, int count, CancellationToken cancellation) => Parallel.ForAsync(
        0,
        count,
        new ParallelOptions { MaxDegreeOfParallelism = _atOnce, CancellationToken = cancellation },
        async (number, token) =>
        {
            if (number % 10_000 == 9_999)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {number + 1} connections"));
            }

            try
            {
                await OpenAsync(port, number, token);
            }
            catch (Exception exception) when (exception is SocketException or TimeoutException)
            {
                if (Interlocked.Increment(ref _failed) <= 3)
                {
                    output.WriteLine($"  connection {number}: {exception.Message}");
                }
            }
        });

    private static async Task OpenAsync(int port, int number, CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        // Another source address now and then: the ports of one would all be in TIME_WAIT before the end.
        socket.Bind(new IPEndPoint(new IPAddress((byte[])[127, 0, 1, (byte)(1 + (number / _perAddress % 250))]), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
        _ = socket.Send(_message);
        var way = number % 4;
        if (way == 0)
        {
            socket.Shutdown(SocketShutdown.Send);
        }

        if (way == 1)
        {
            return;
        }

        var buffer = new byte[_message.Length];
        for (var got = 0; got < buffer.Length;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(got), cancellation).AsTask().WaitAsync(_patience, cancellation);
            got += count > 0 ? count : throw new TimeoutException("ended before its answer");
        }

        if (way == 0 && await socket.ReceiveAsync(buffer, cancellation).AsTask().WaitAsync(_patience, cancellation) != 0)
        {
            throw new TimeoutException("got more than its answer");
        }

        if (way == 2)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
    }
}
