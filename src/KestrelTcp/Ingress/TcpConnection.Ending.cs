using System.Diagnostics;
using KestrelTcp.Workers;

namespace KestrelTcp.Ingress;

/// <summary>The last steps of a connection, and the deadlines that can end it.</summary>
internal sealed partial class TcpConnection
{
    private bool HadMessage { get; set; }

    /// <summary>Ends the connection when one of its deadlines has passed. Called a few times a second by the server's watch.</summary>
    public void CheckTimeouts()
    {
        var options = _server.Options;
        if (_output.PendingSince is > 0 and var since)
        {
            if (_writeProgress.StoodStillFor(since) > options.WriteTimeout)
            {
                TimeOut("write_timeout");
                _output.Break();
                _context.Abort();
            }

            return;
        }

        if (!Waits || Reason is not null)
        {
            return;
        }

        if (options.FirstMessageTimeout > TimeSpan.Zero && !HadMessage && Stopwatch.GetElapsedTime(_openedAt) > options.FirstMessageTimeout)
        {
            TimeOut("first_message_timeout");
        }
        else if (options.IdleTimeout > TimeSpan.Zero
            && Environment.TickCount64 - Math.Max(_idleSince, _reader.ReceivedAt) > options.IdleTimeout.TotalMilliseconds)
        {
            TimeOut("idle_timeout");
        }
    }

    private void TimeOut(string which)
    {
        LogTimedOut(_server.Logger, _server.Options.Name, Uuid, which);
        Close(CloseReason.Timeout);
    }

    /// <summary>When the kernel has all our bytes: FIN, once.</summary>
    private async Task SendFinAsync()
    {
        do
        {
            await _output.DrainAsync();
        }
        while (!_output.TryEnd());

        if (Interlocked.Exchange(ref _finSent, 1) == 0)
        {
            _socket?.EndOutput();
        }
    }

    /// <summary>Reads and drops until the client closes its side too, or for a short while.</summary>
    private async Task LingerAsync(CloseReason reason)
    {
        _reader.Discard();
        _tls?.DiscardInput();
        if (_reader.Completed || reason == CloseReason.Client)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_server.LingerLimit);
        limit.CancelAfter(_lingerTime);
        var input = _context.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Long enough; or the client is gone.
        }
    }

    /// <summary>Whoever misses what a worker does for a closed event finds the connection named in the log.</summary>
    private void TellIfLost(EventOutcome closed)
    {
        if (closed is EventOutcome.WorkerLost or EventOutcome.ExecTtl)
        {
            LogClosedUnanswered(_server.Logger, _server.Options.Name, _event.WorkerPid, Uuid, closed);
        }
        else if (closed != EventOutcome.Done)
        {
            LogClosedLost(_server.Logger, _server.Options.Name, Uuid, closed);
        }
    }
}
