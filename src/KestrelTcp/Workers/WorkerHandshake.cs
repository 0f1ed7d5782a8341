using System.Diagnostics;
using System.Globalization;
using KestrelTcp.Configuration;
using KestrelTcp.Goridge;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Workers;

/// <summary>Starts a worker and learns how it speaks: pid request, pid answer, and the probe for the fence (PROTOCOL 1.4, SPEC 5).</summary>
internal sealed class WorkerHandshake(ChildProcess process, IWorkerLink link, FrameReader reader, WorkerStderr stderr, string command)
{
    private static readonly TimeSpan _probeTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _lastWordsTime = TimeSpan.FromSeconds(1);

    /// <summary>The worker numbers its answers.</summary>
    public bool Correlates { get; private set; }

    /// <summary>The worker answers pid requests at any time, so that they can bound the answers to an event.</summary>
    public bool Fenced { get; private set; }

    /// <param name="hello">The first pid answer, when it has come already.</param>
    /// <param name="fence">Whether to look for a fence.</param>
    /// <param name="timeout">For the first answer.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="WorkerStartException">It ended, wrote something else, or said nothing in time.</exception>
    public async Task RunAsync(ControlMessage? hello, FenceMode fence, TimeSpan timeout, CancellationToken cancellation)
    {
        var request = ControlFrame.PidRequest(Environment.ProcessId);
        var first = hello ?? await ExchangeAsync(request, timeout, cancellation)
            ?? throw new WorkerStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"worker '{command}' (pid {process.Pid}) did not answer the handshake within {timeout.TotalSeconds:0.#} s{LastOutput()}. Cure: is it a Goridge worker that waits for events on its standard input? If it only starts slowly, raise pool.allocate_timeout"));
        if (first.Pid is not > 0)
        {
            throw new WorkerStartException($"worker '{command}' (pid {process.Pid}) answered the handshake without its pid. Cure: it is to answer {{\"pid\":N}} in a control frame");
        }

        Correlates = first.Correlates;
        if (Correlates || fence == FenceMode.Off)
        {
            return;
        }

        Fenced = await ExchangeAsync(request, _probeTime, cancellation) is { Pid: > 0 };
        if (!Fenced && fence == FenceMode.On)
        {
            throw new WorkerStartException($"worker '{command}' (pid {process.Pid}) does not answer a second pid request, and pool.fence is on. Cure: set pool.fence to auto or off, or mend the worker");
        }
    }

    /// <summary>Sends a control frame and waits for one; null when none comes in time.</summary>
    private async Task<ControlMessage?> ExchangeAsync(byte[] request, TimeSpan timeout, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        var started = Stopwatch.GetTimestamp();
        try
        {
            try
            {
                await link.Input.WriteAsync(request, deadline.Token);
            }
            catch (IOException)
            {
                // It has ended already. What it wrote before that is still there to be read, and says why.
            }

            while (true)
            {
                switch (reader.TryReadControl(out var message))
                {
                    case FrameStatus.Frame:
                        return message;
                    case FrameStatus.Incomplete when await reader.FillAsync(deadline.Token):
                        continue;
                    case FrameStatus.Incomplete:
                        throw await EndedAsync();
                    default:
                        throw new WorkerStartException(
                            $"worker '{command}' (pid {process.Pid}) wrote text to its standard output (stdout), which carries frames: \"{reader.Rubbish()}\"{LastOutput()}. Cure: write messages to standard error (stderr)");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && Stopwatch.GetElapsedTime(started) >= timeout / 2)
        {
            return null;
        }
        catch (IOException)
        {
            throw await EndedAsync();
        }
    }

    /// <summary>What to say of a worker that has ended.</summary>
    public async Task<WorkerStartException> EndedAsync()
    {
        var ending = Task.WhenAll(process.Exited, stderr.Ended);
        await Task.WhenAny(ending, Task.Delay(_lastWordsTime));
        var how = process.Exited.IsCompleted ? $"ended with {await process.Exited}" : "closed its standard output";
        return new WorkerStartException($"worker '{command}' (pid {process.Pid}) {how} before it was ready{LastOutput()}. Cure: run the command by hand; it is to wait for events on its standard input");
    }

    private string LastOutput() => stderr.Tail is { Length: > 0 } tail ? $"; its last output: {tail}" : "";
}
