using System.Runtime.InteropServices;
using KestrelTcp.Workers.Processes;

namespace KestrelTcp.Cli;

/// <summary>SIGTERM, SIGINT and SIGQUIT: the first asks for a graceful stop, the second ends everything at once with exit code 1.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action _beforeForcedExit;
    private int _count;

    public StopSignals(Action beforeForcedExit)
    {
        _beforeForcedExit = beforeForcedExit;
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, On));
        }
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void On(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
        {
            _stop.Cancel();
            return;
        }

        ChildReaper.KillAll();
        _beforeForcedExit();
        Environment.Exit(1);
    }
}
