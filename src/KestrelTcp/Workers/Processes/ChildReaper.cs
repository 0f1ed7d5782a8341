using System.Runtime.InteropServices;

namespace KestrelTcp.Workers.Processes;

/// <summary>
/// Collects our ended children on SIGCHLD. Only pids that we started are waited for, so other users of child
/// processes in this program are undisturbed; as process 1 of a container it collects adopted orphans too.
/// </summary>
internal static class ChildReaper
{
    private static readonly Lock _gate = new();
    private static readonly Dictionary<int, ChildProcess> _children = [];
    private static PosixSignalRegistration? _registration;

    /// <summary>Starts a child under the lock that reaping takes, so that its end cannot be missed.</summary>
    public static ChildProcess Start(Func<ChildProcess> start)
    {
        lock (_gate)
        {
            _registration ??= PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => Reap());
            var child = start();
            _children.Add(child.Pid, child);
            return child;
        }
    }

    /// <summary>Sends a signal to a child's process group; nothing happens when it is reaped already, since its pid may be another's by then.</summary>
    public static void Signal(ChildProcess child, int signal)
    {
        lock (_gate)
        {
            if (_children.ContainsKey(child.Pid))
            {
                _ = LibC.Kill(-child.Pid, signal);
            }
        }
    }

    /// <summary>Ends every child at once: for a forced exit.</summary>
    public static void KillAll()
    {
        lock (_gate)
        {
            foreach (var pid in _children.Keys)
            {
                _ = LibC.Kill(-pid, LibC.SigKill);
            }
        }
    }

    private static void Reap()
    {
        lock (_gate)
        {
            List<(ChildProcess Child, int Status)>? ended = null;
            foreach (var (pid, child) in _children)
            {
                if (LibC.WaitPid(pid, out var status, LibC.WaitNoHang) == pid)
                {
                    (ended ??= []).Add((child, status));
                }
            }

            foreach (var (child, status) in ended ?? [])
            {
                _children.Remove(child.Pid);

                // What the child left running in its group (a shell's php, say) goes with it.
                _ = LibC.Kill(-child.Pid, LibC.SigKill);
                child.OnReaped(status);
            }

            if (Environment.ProcessId == 1)
            {
                ReapAdopted();
            }
        }
    }

    private static void ReapAdopted()
    {
        while (true)
        {
            var pid = LibC.WaitPid(-1, out var status, LibC.WaitNoHang);
            if (pid <= 0)
            {
                return;
            }

            if (_children.Remove(pid, out var child))
            {
                // It ended between the look at the children and this one.
                _ = LibC.Kill(-pid, LibC.SigKill);
                child.OnReaped(status);
            }
        }
    }
}
