using System.Runtime.InteropServices;

namespace KestrelTcp.Benchmarks.Hosting;

/// <summary>The system calls that .NET has no (or no thin enough) name for.</summary>
internal static unsafe partial class LibC
{
    public const int SigHup = 1;
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int ErrorAgain = 11;
    public const int ErrorInterrupted = 4;
    public const uint PollIn = 0x001;
    public const uint PollOut = 0x004;
    public const int ControlAdd = 1;
    public const int ControlDelete = 2;
    public const int ControlModify = 3;
    public const int NoSignal = 0x4000;
    public const int WriteOnly = 0x1;
    public const int Create = 0x40;
    public const int Append = 0x400;

    private const string _library = "libc";

    [LibraryImport(_library, EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(_library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport(_library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport(_library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(_library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(_library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* item);

    [LibraryImport(_library, EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int epoll, void* items, int most, int milliseconds);

    [LibraryImport(_library, EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nint count, int flags);

    [LibraryImport(_library, EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nint count, int flags);

    [LibraryImport(_library, EntryPoint = "close")]
    public static partial int Close(int descriptor);
}
