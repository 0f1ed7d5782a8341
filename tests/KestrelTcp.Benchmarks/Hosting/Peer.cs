using System.Diagnostics;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>A process that this program started, and ends by its id whatever happens.</summary>
internal class Peer : IAsyncDisposable
{
    private static readonly TimeSpan _stopTime = TimeSpan.FromSeconds(15);

    private readonly Process _process;

    public Peer(ProcessStartInfo start, Action<string?>? onOutput = null)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => (onOutput ?? Output.Add)(line.Data);
        _process.ErrorDataReceived += (_, line) => Output.Add(line.Data);
        _process.Start();
        AppDomain.CurrentDomain.ProcessExit += OnOurExit;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Pid => _process.Id;

    public OutputTail Output { get; } = new();

    public bool HasExited => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    public void Send(int signal) => _ = HasExited ? 0 : LibC.Kill(Pid, signal);

    public async Task<int> WaitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation).WaitAsync(limit, cancellation);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, and the exit code; null when it does not end in time, and is killed.</summary>
    public async Task<int?> StopAsync()
    {
        try
        {
            Send(LibC.SigTerm);
            return await WaitAsync(_stopTime, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            return null;
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync();
        AppDomain.CurrentDomain.ProcessExit -= OnOurExit;
        _process.Dispose();
    }

    private void OnOurExit(object? sender, EventArgs e) => Send(LibC.SigTerm);
}
