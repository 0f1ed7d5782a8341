using System.IO.Pipes;
using System.Runtime.InteropServices;
using KestrelTcp.Io;

namespace KestrelTcp.Workers.Processes;

/// <summary>Starts processes through posix_spawn: own process group, default signals, and no descriptor but the three pipes.</summary>
internal static unsafe class ProcessStarter
{
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">All of its variables.</param>
    /// <param name="identity">Whom it runs as; null: as we do.</param>
    /// <param name="loop">Watches its standard input and output; null: they are ordinary streams.</param>
    /// <exception cref="ProcessStartException">The command does not exist, may not be run, or the system refuses.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, ProcessIdentity? identity = null, IoLoop? loop = null)
    {
        var path = CommandPath.Find(command[0], environment.GetValueOrDefault("PATH"));
        ChildProcess Run() => ChildReaper.Start(() => Spawn(path, command, environment, loop));
        return identity is null ? Run() : identity.Run(Run);
    }

    private static ChildProcess Spawn(string path, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, IoLoop? loop)
    {
        using var input = new PipeEnds(command[0]);
        using var output = new PipeEnds(command[0]);
        using var error = new PipeEnds(command[0]);
        input.Enlarge();
        output.Enlarge();
        Stream? ours = null;
        Stream? theirs = null;
        void Close()
        {
            ours?.Dispose();
            theirs?.Dispose();
        }

        try
        {
            ours = loop is null ? new AnonymousPipeClientStream(PipeDirection.Out, input.TakeWriter()) : new PipeWriteStream(input.TakeWriter(), loop);
            theirs = loop is null ? new AnonymousPipeClientStream(PipeDirection.In, output.TakeReader()) : new PipeReadStream(output.TakeReader(), loop);
            var pid = Spawn(path, command, environment, input.Reader, output.Writer, error.Writer);
            return new ChildProcess(pid, ours, theirs, new AnonymousPipeClientStream(PipeDirection.In, error.TakeReader()));
        }
        catch (IOException exception)
        {
            Close();
            throw new ProcessStartException($"cannot run {path}: {exception.Message}");
        }
        catch
        {
            Close();
            throw;
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
}
