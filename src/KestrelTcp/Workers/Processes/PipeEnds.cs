using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Workers.Processes;

/// <summary>A new pipe. What is not taken out of it is closed with it.</summary>
internal sealed unsafe class PipeEnds : IDisposable
{
    private const int _none = -1;
    private const int _largeSize = 256 << 10;

    /// <param name="program">Whom it is for, for the message.</param>
    /// <exception cref="ProcessStartException">No descriptors are left.</exception>
    public PipeEnds(string program)
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, LibC.CloseOnExec) != 0)
        {
            throw new ProcessStartException($"cannot make a pipe for {program}: {Marshal.GetLastPInvokeErrorMessage()}. Cure: raise the limit of open files (ulimit -n)");
        }

        (Reader, Writer) = (ends[0], ends[1]);
    }

    public int Reader { get; private set; }

    public int Writer { get; private set; }

    /// <summary>
    /// Lets it hold 256 KB in place of 64: a long message then crosses with a quarter of the turns between us and the worker.
    /// Memory is taken as bytes lie in it. Where a user's pipes have too much already (pipe(7)) it stays as it is.
    /// </summary>
    public void Enlarge() => _ = LibC.SetPipeSize(Writer, _largeSize);

    public SafePipeHandle TakeReader()
    {
        var handle = new SafePipeHandle(Reader, ownsHandle: true);
        Reader = _none;
        return handle;
    }

    public SafePipeHandle TakeWriter()
    {
        var handle = new SafePipeHandle(Writer, ownsHandle: true);
        Writer = _none;
        return handle;
    }

    public void Dispose()
    {
        Close(Reader);
        Close(Writer);
    }

    private static void Close(int descriptor)
    {
        if (descriptor != _none)
        {
            _ = LibC.Close(descriptor);
        }
    }
}
