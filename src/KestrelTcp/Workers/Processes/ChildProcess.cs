using System.IO.Pipes;

namespace KestrelTcp.Workers.Processes;

/// <summary>A process of ours, in a process group of its own, with pipes on its three standard streams.</summary>
internal sealed class ChildProcess : IWorkerLink
{
    private readonly TaskCompletionSource<ProcessExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AnonymousPipeClientStream _input;
    private readonly AnonymousPipeClientStream _output;

    public ChildProcess(int pid, AnonymousPipeClientStream input, AnonymousPipeClientStream output, AnonymousPipeClientStream error)
    {
        Pid = pid;
        _input = input;
        _output = output;
        Error = error;
    }

    public int Pid { get; }

    /// <summary>What we write and the process reads.</summary>
    public Stream Input => _input;

    /// <summary>What the process writes to its standard output.</summary>
    public Stream Output => _output;

    /// <summary>What the process writes to its standard error.</summary>
    public Stream Error { get; }

    /// <summary>Completes when the process has ended and is reaped.</summary>
    public Task<ProcessExit> Exited => _exited.Task;

    /// <summary>Bytes that we wrote and the process has not read; also right after its end, while the stream is open.</summary>
    public int UnreadInput => BytesIn(_input);

    /// <summary>The process has written something that we have not read.</summary>
    public bool HasOutput => BytesIn(_output) > 0;

    /// <summary>Ends the process and everything that it started in its group, at once.</summary>
    public void Kill() => ChildReaper.Signal(this, LibC.SigKill);

    public void Dispose()
    {
        _input.Dispose();
        Output.Dispose();
        Error.Dispose();
    }

    internal void OnReaped(int status) => _exited.TrySetResult(new ProcessExit(status));

    private static int BytesIn(AnonymousPipeClientStream stream)
    {
        var handle = stream.SafePipeHandle;
        var held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return LibC.BytesInPipe((int)handle.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

}
