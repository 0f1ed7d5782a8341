using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Workers.Processes;

/// <summary>Starts processes through posix_spawn: own process group, default signals, and no descriptor but the three pipes.</summary>
internal static unsafe class ProcessStarter
{
    /// <exception cref="ProcessStartException">The command does not exist, may not be run, or the system refuses.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, ProcessIdentity? identity = null)
    {
        var path = CommandPath.Find(command[0], environment.GetValueOrDefault("PATH"));
        ChildProcess Run() => ChildReaper.Start(() => Spawn(path, command, environment));
        return identity is null ? Run() : identity.Run(Run);
    }

    private static ChildProcess Spawn(string path, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        Span<int> ends = [-1, -1, -1, -1, -1, -1];
        var started = false;
        try
        {
            for (var stream = 0; stream < 3; stream++)
            {
                fixed (int* pair = ends[(stream * 2)..])
                {
                    if (LibC.Pipe(pair, LibC.CloseOnExec) != 0)
                    {
                        throw new ProcessStartException($"cannot make a pipe for {command[0]}: {Marshal.GetLastPInvokeErrorMessage()}. Cure: raise the limit of open files (ulimit -n)");
                    }
                }
            }

            // Pipe 0 flows to the child, pipes 1 and 2 from it; an even end is for reading.
            var pid = Spawn(path, command, environment, input: ends[0], output: ends[3], error: ends[5]);
            started = true;
            return new ChildProcess(
                pid,
                OurEnd(PipeDirection.Out, ends[1]),
                OurEnd(PipeDirection.In, ends[2]),
                OurEnd(PipeDirection.In, ends[4]));
        }
        finally
        {
            Close(ends[0]);
            Close(ends[3]);
            Close(ends[5]);
            if (!started)
            {
                Close(ends[1]);
                Close(ends[2]);
                Close(ends[4]);
            }
        }
    }

    private static int Spawn(string path, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, int input, int output, int error)
    {
        var actions = stackalloc byte[LibC.OpaqueSize];
        var attributes = stackalloc byte[LibC.OpaqueSize];
        var signals = stackalloc byte[LibC.OpaqueSize];
        _ = LibC.ActionsInit(actions);
        _ = LibC.AttributesInit(attributes);
        using var arguments = new NativeStrings(command);
        using var variables = new NativeStrings(environment.Select(pair => $"{pair.Key}={pair.Value}"));
        try
        {
            _ = LibC.ActionsAddDup(actions, input, 0);
            _ = LibC.ActionsAddDup(actions, output, 1);
            _ = LibC.ActionsAddDup(actions, error, 2);

            // .NET ignores SIGPIPE, and an ignored signal would be inherited.
            _ = LibC.SignalsAll(signals);
            _ = LibC.AttributesSetDefaultSignals(attributes, signals);
            _ = LibC.SignalsNone(signals);
            _ = LibC.AttributesSetSignalMask(attributes, signals);
            _ = LibC.AttributesSetGroup(attributes, 0);
            _ = LibC.AttributesSetFlags(attributes, LibC.SpawnFlags);

            var result = LibC.Spawn(out var pid, path, actions, attributes, arguments.Pointer, variables.Pointer);
            return result == 0 ? pid : throw Failure(result, path);
        }
        finally
        {
            _ = LibC.AttributesDestroy(attributes);
            _ = LibC.ActionsDestroy(actions);
        }
    }

    private static ProcessStartException Failure(int error, string path) => new(error switch
    {
        LibC.ErrorNoEntry => $"cannot run {path}: no such file, or the interpreter named in its first line is missing",
        LibC.ErrorAccess => $"cannot run {path}: permission denied. Cure: chmod +x {path}, or name its interpreter first",
        _ => $"cannot run {path}: {Marshal.GetPInvokeErrorMessage(error)}",
    });

    private static AnonymousPipeClientStream OurEnd(PipeDirection direction, int descriptor) =>
        new(direction, new SafePipeHandle(descriptor, ownsHandle: true));

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = LibC.Close(descriptor);
        }
    }
}
