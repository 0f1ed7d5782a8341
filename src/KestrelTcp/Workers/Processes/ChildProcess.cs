using KestrelTcp.Io;

namespace KestrelTcp.Workers.Processes;

/// <summary>A process of ours, in a process group of its own, with pipes on its three standard streams.</summary>
internal sealed class ChildProcess(int pid, Stream input, Stream output, Stream error) : IWorkerLink
{
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Pid { get; } = pid;

    /// <summary>What we write and the process reads.</summary>
    public Stream Input { get; } = input;

    /// <summary>What the process writes to its standard output.</summary>
    public Stream Output { get; } = output;

    /// <summary>What the process writes to its standard error.</summary>
    public Stream Error { get; } = error;

    /// <summary>How long it had to wait for a processor.</summary>
    public SchedulingDelay SchedulingDelay { get; } = SchedulingDelay.OfProcess(pid);

    /// <summary>Completes when the process has ended and is reaped.</summary>
    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>The thread that waits for its output.</summary>
    public IoLoop? Loop => (Output as LoopStream)?.Loop;

    /// <summary>
    /// Bytes of our finished writes that the process has not read, less what it has read of one that is not finished; also right
    /// after its end, while the stream is open.
    /// </summary>
    public int UnreadInput => Input is PipeWriteStream pipe ? pipe.BytesInPipe - pipe.BytesBegun : 0;

    /// <summary>The process has written something that we have not read.</summary>
    public bool HasOutput => (Output as LoopStream)?.BytesInPipe > 0;

    /// <summary>Ends the process and everything that it started in its group, at once.</summary>
    public void Kill() => ChildReaper.Signal(this, LibC.SigKill);

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
        Error.Dispose();
        SchedulingDelay.Dispose();
    }

    internal void OnReaped(int status) => _exited.TrySetResult(new ProcessExit(status));
}
