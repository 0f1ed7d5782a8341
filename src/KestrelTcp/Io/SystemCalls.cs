using System.Runtime.InteropServices;

namespace KestrelTcp.Io;

/// <summary>
/// The system calls of the loops. Those that move bytes or wait answer the negative number of an error, as the kernel does itself: to
/// have every call note its error would cost a message as much as a lock. The others answer -1, and <see cref="Marshal.GetLastPInvokeError"/> tells.
/// </summary>
internal static unsafe partial class SystemCalls
{
    public const int TryAgain = 11;
    public const int Interrupted = 4;
    public const int ControlAdd = 1;
    public const int ControlDelete = 2;
    public const int ControlModify = 3;
    public const int CloseOnExec = 0x80000;

    /// <summary>MSG_DONTWAIT: the socket itself may stay in blocking mode.</summary>
    public const int DontWait = 0x40;

    /// <summary>MSG_NOSIGNAL.</summary>
    public const int NoSignal = 0x4000;

    public const int ProtocolError = 71;
    public const int NetworkDown = 100;
    public const int ConnectionReset = 104;
    public const int HostDown = 112;
    public const int HostUnreachable = 113;

    private const int _acceptCloseOnExec = 0x80000;
    private const int _endOutput = 1;
    private const int _socketLevel = 1;
    private const int _linger = 13;

    private const string _library = "libc";
    private const nuint _bytesReadable = 0x541B;
    private const nuint _bytesUnsent = 0x5411;
    private const int _getFlags = 3;
    private const int _setFlags = 4;
    private const int _nonBlocking = 0x800;
    private const int _scheduleOther = 0;
    private const int _scheduleBatch = 3;
    private const int _resetOnFork = 0x40000000;

    [LibraryImport(_library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(_library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* change);

    public static int EpollWait(int epoll, void* events, int most, int milliseconds) => OrError(CallEpollWait(epoll, events, most, milliseconds));

    [LibraryImport(_library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    public static nint Read(int descriptor, void* buffer, nint count) => OrError(CallRead(descriptor, buffer, count));

    public static nint Write(int descriptor, void* buffer, nint count) => OrError(CallWrite(descriptor, buffer, count));

    public static nint Receive(int descriptor, void* buffer, nint count, int flags) => OrError(CallReceive(descriptor, buffer, count, flags));

    public static nint Send(int descriptor, void* buffer, nint count, int flags) => OrError(CallSend(descriptor, buffer, count, flags));

    /// <summary>
    /// How the calling thread's wake-ups are treated. Patient (SCHED_BATCH, sched(7)): it does not interrupt whoever runs, but waits until
    /// a processor has nothing else to do, or the other has had its share. Processes started from the thread do not inherit it.
    /// </summary>
    /// <returns>False when the system refuses, or the administrator has given the thread a policy of his own.</returns>
    public static bool TrySetPatient(bool isPatient)
    {
        if ((GetScheduler(0) & ~_resetOnFork) is not (_scheduleOther or _scheduleBatch))
        {
            return false;
        }

        var priority = 0;
        return SetScheduler(0, _resetOnFork | (isPatient ? _scheduleBatch : _scheduleOther), &priority) == 0;
    }

    /// <summary>Takes the next connection that waits, with its address in the system's own form.</summary>
    public static int Accept(int descriptor, void* address, int* length) => Accept(descriptor, address, length, _acceptCloseOnExec);

    /// <summary>FIN behind all that was sent.</summary>
    public static int EndOutput(int descriptor) => Shutdown(descriptor, _endOutput);

    [LibraryImport(_library, EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>What is closed from now on is closed by a reset.</summary>
    public static void SetAbortive(int descriptor)
    {
        // struct linger: on, and no second for what is left.
        var linger = stackalloc int[] { 1, 0 };
        _ = SetOption(descriptor, _socketLevel, _linger, linger, 2 * sizeof(int));
    }

    /// <summary>Bytes that can be read from a pipe or socket at once.</summary>
    public static int BytesReadable(int descriptor) => Bytes(descriptor, _bytesReadable);

    /// <summary>What a socket's peer has not taken yet; for a unix socket the memory for it.</summary>
    public static int BytesUnsent(int descriptor) => Bytes(descriptor, _bytesUnsent);

    /// <summary>Makes reads and writes answer "try again" instead of waiting. For this end only.</summary>
    public static void SetNonBlocking(int descriptor) =>
        _ = FileControl(descriptor, _setFlags, FileControl(descriptor, _getFlags, 0) | _nonBlocking);

    private static int OrError(int result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    private static nint OrError(nint result) => result >= 0 ? result : -Marshal.GetLastSystemError();

    private static int Bytes(int descriptor, nuint which)
    {
        int bytes = 0;
        return IoControl(descriptor, which, &bytes) == 0 ? bytes : 0;
    }

    [LibraryImport(_library, EntryPoint = "sched_getscheduler")]
    private static partial int GetScheduler(int thread);

    [LibraryImport(_library, EntryPoint = "sched_setscheduler")]
    private static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport(_library, EntryPoint = "epoll_wait")]
    private static partial int CallEpollWait(int epoll, void* events, int most, int milliseconds);

    [LibraryImport(_library, EntryPoint = "read")]
    private static partial nint CallRead(int descriptor, void* buffer, nint count);

    [LibraryImport(_library, EntryPoint = "write")]
    private static partial nint CallWrite(int descriptor, void* buffer, nint count);

    [LibraryImport(_library, EntryPoint = "recv")]
    private static partial nint CallReceive(int descriptor, void* buffer, nint count, int flags);

    [LibraryImport(_library, EntryPoint = "send")]
    private static partial nint CallSend(int descriptor, void* buffer, nint count, int flags);

    [LibraryImport(_library, EntryPoint = "accept4", SetLastError = true)]
    private static partial int Accept(int descriptor, void* address, int* length, int flags);

    [LibraryImport(_library, EntryPoint = "shutdown")]
    private static partial int Shutdown(int descriptor, int how);

    [LibraryImport(_library, EntryPoint = "setsockopt")]
    private static partial int SetOption(int descriptor, int level, int option, void* value, int length);

    [LibraryImport(_library, EntryPoint = "ioctl")]
    private static partial int IoControl(int descriptor, nuint request, int* argument);

    [LibraryImport(_library, EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, int argument);
}
