using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KestrelTcp.Worker;

/// <summary>
/// Takes stdin and stdout for the frames alone. A stray Console.WriteLine, a native library or a child process that prints would put
/// text among the frames, and the server would have to end the worker; what they print goes to stderr, which is the log.
/// </summary>
internal static partial class StandardStreams
{
    private const int _duplicateWithCloseOnExec = 1030; // F_DUPFD_CLOEXEC: children must not hold the relay open.
    private const int _firstFree = 3;

    /// <summary>Streams over what were stdin and stdout; Console.Out is stderr from here on.</summary>
    public static (Stream Input, Stream Output) Take()
    {
        Stream input, output;
        if (OperatingSystem.IsLinux())
        {
            input = Open(Duplicate(0), FileAccess.Read);
            output = Open(Duplicate(1), FileAccess.Write);
            using var nothing = File.OpenHandle("/dev/null");
            _ = ReplaceDescriptor((int)nothing.DangerousGetHandle(), 0);
            _ = ReplaceDescriptor(2, 1);
        }
        else
        {
            input = Console.OpenStandardInput();
            output = Console.OpenStandardOutput();
        }

        Console.SetIn(TextReader.Null);
        Console.SetOut(Console.Error);
        return (input, output);
    }

    // No buffer: reads and writes are as large as they can be already.
    private static FileStream Open(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: true), access, bufferSize: 0, isAsync: false);

    private static int Duplicate(int descriptor)
    {
        var copy = ControlDescriptor(descriptor, _duplicateWithCloseOnExec, _firstFree);
        return copy >= 0 ? copy : throw new IOException($"Descriptor {descriptor} cannot be used: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlDescriptor(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int ReplaceDescriptor(int from, int to);
}
