using KestrelTcp.Configuration;
using KestrelTcp.Workers.Processes;
using Microsoft.Extensions.Logging;

namespace KestrelTcp.Workers;

/// <summary>Starts one worker: process, handshake, and a watch over its end.</summary>
internal sealed class WorkerStarter(WorkerCommand command, PoolOptions options, OrphanGuard guard, ILogger workerLog)
{
    public WorkerCommand Command => command;

    /// <param name="make">Makes the worker out of a process that has shaken hands.</param>
    /// <param name="cancellation">Gives the start up; the process is ended.</param>
    /// <exception cref="WorkerStartException">It did not come to serve; nothing of it is left.</exception>
    public async Task<Worker> StartAsync(Func<ChildProcess, FrameReader, WorkerStderr, WorkerHandshake, Worker> make, CancellationToken cancellation)
    {
        ChildProcess process;
        try
        {
            process = command.Start();
        }
        catch (ProcessStartException exception)
        {
            throw new WorkerStartException($"worker '{command.Text}': {exception.Message}");
        }

        guard.Watch(process.Pid);
        _ = ForgetAsync(process);
        var stderr = new WorkerStderr(process.Error, process.Pid, workerLog);
        var reader = new FrameReader(process.Output);
        var handshake = new WorkerHandshake(process, stderr, reader, command.Text);
        try
        {
            await handshake.RunAsync(options.Fence, options.AllocateTimeout, cancellation);
        }
        catch
        {
            process.Kill();
            await process.Exited;
            process.Dispose();
            throw;
        }

        return make(process, reader, stderr, handshake);
    }

    private async Task ForgetAsync(ChildProcess process)
    {
        await process.Exited;
        guard.Forget(process.Pid);
    }
}
