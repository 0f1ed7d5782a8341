using System.Globalization;
using KestrelTcp.Configuration;
using KestrelTcp.Io;
using KestrelTcp.Workers.Processes;
using KestrelTcp.Workers.Relays;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers;

/// <summary>Starts one worker: process, relay, handshake, and a watch over its end.</summary>
internal sealed class WorkerStarter(WorkerCommand command, PoolOptions options, OrphanGuard guard, RelayListener? relay, IoLoops loops, ILogger workerLog)
{
    /// <param name="make">Makes the worker out of its parts.</param>
    /// <param name="cancellation">Gives the start up; the process is ended.</param>
    /// <exception cref="WorkerStartException">It did not come to serve; nothing of it is left.</exception>
    public async Task<Worker> StartAsync(Func<WorkerParts, Worker> make, CancellationToken cancellation)
    {
        // Starting a process takes its time, and an I/O thread may have come by here.
        await Task.Yield();
        ChildProcess process;
        try
        {
            process = command.Start(loops.Next());
        }
        catch (ProcessStartException exception)
        {
            throw new WorkerStartException($"worker '{command.Text}': {exception.Message}");
        }

        guard.Watch(process.Pid);
        _ = ForgetAsync(process);
        var stderr = new WorkerStderr(process.Error, process.Pid, workerLog);
        try
        {
            var parts = relay is null
                ? await OverPipesAsync(process, stderr, cancellation)
                : await OverRelayAsync(relay, process, stderr, cancellation);

            // What follows is no business of the I/O thread that read the worker's pid.
            await Task.Yield();
            return make(parts);
        }
        catch
        {
            process.Kill();
            await process.Exited;
            process.Dispose();
            throw;
        }
    }

    private async Task<WorkerParts> OverPipesAsync(ChildProcess process, WorkerStderr stderr, CancellationToken cancellation)
    {
        var reader = new FrameReader(process.Output);
        var handshake = new WorkerHandshake(process, process, reader, stderr, command.Text);
        await handshake.RunAsync(hello: null, options.Fence, options.AllocateTimeout, cancellation);
        return new WorkerParts(process, process, reader, stderr, handshake);
    }

    private async Task<WorkerParts> OverRelayAsync(RelayListener listener, ChildProcess process, WorkerStderr stderr, CancellationToken cancellation)
    {
        // Its standard output carries no frames here: what it writes there is for people, as on standard error.
        _ = new WorkerStderr(process.Output, process.Pid, workerLog);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(command.RelayTimeout);
        var waiting = listener.WaitAsync(process.Pid, deadline.Token);
        if (await Task.WhenAny(waiting, process.Exited) == process.Exited)
        {
            await deadline.CancelAsync();
            throw await new WorkerHandshake(process, process, new FrameReader(process.Output), stderr, command.Text).EndedAsync();
        }

        RelayArrival arrival;
        try
        {
            arrival = await waiting;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new WorkerStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"worker '{command.Text}' (pid {process.Pid}) did not dial the relay within {command.RelayTimeout.TotalSeconds:0.#} s. Cure: does it read RR_RELAY? If it only starts slowly, raise server.relay_timeout"));
        }

        var handshake = new WorkerHandshake(process, arrival.Link, arrival.Reader, stderr, command.Text);
        try
        {
            await handshake.RunAsync(arrival.Hello, options.Fence, options.AllocateTimeout, cancellation);
        }
        catch
        {
            arrival.Link.Dispose();
            throw;
        }

        return new WorkerParts(process, arrival.Link, arrival.Reader, stderr, handshake);
    }

    private async Task ForgetAsync(ChildProcess process)
    {
        await process.Exited;
        guard.Forget(process.Pid);
    }
}
