using System.Runtime.InteropServices;

namespace KestrelTcp.Workers.Processes;

/// <summary>The few system calls that starting a worker in a process group of its own needs; .NET's Process cannot (PROTOCOL 8.4).</summary>
internal static unsafe partial class LibC
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int ErrorNoEntry = 2;
    public const int ErrorAccess = 13;
    public const int CloseOnExec = 0x80000;
    public const int WaitNoHang = 1;

    /// <summary>POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK.</summary>
    public const short SpawnFlags = 0x02 | 0x04 | 0x08;

    /// <summary>Room for posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t of glibc and musl, with a margin.</summary>
    public const int OpaqueSize = 1024;

    private const string _library = "libc";
    private const int _setPipeSize = 1031;

    [LibraryImport(_library, EntryPoint = "pipe2", SetLastError = true)]
    public static partial int Pipe(int* ends, int flags);

    /// <summary>F_SETPIPE_SZ of fcntl(2).</summary>
    public static int SetPipeSize(int descriptor, int bytes) => FileControl(descriptor, _setPipeSize, bytes);

    [LibraryImport(_library, EntryPoint = "fcntl")]
    private static partial int FileControl(int descriptor, int command, int argument);

    [LibraryImport(_library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(_library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);

    [LibraryImport(_library, EntryPoint = "waitpid", SetLastError = true)]
    public static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport(_library, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Spawn(out int pid, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(_library, EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int ActionsInit(byte* actions);

    [LibraryImport(_library, EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int ActionsDestroy(byte* actions);

    [LibraryImport(_library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int ActionsAddDup(byte* actions, int from, int to);

    [LibraryImport(_library, EntryPoint = "posix_spawnattr_init")]
    public static partial int AttributesInit(byte* attributes);

    [LibraryImport(_library, EntryPoint = "posix_spawnattr_destroy")]
    public static partial int AttributesDestroy(byte* attributes);

    [LibraryImport(_library, EntryPoint = "posix_spawnattr_setflags")]
    public static partial int AttributesSetFlags(byte* attributes, short flags);

    [LibraryImport(_library, EntryPoint = "posix_spawnattr_setpgroup")]
    public static partial int AttributesSetGroup(byte* attributes, int group);

    [LibraryImport(_library, EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int AttributesSetDefaultSignals(byte* attributes, byte* signals);

    [LibraryImport(_library, EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int AttributesSetSignalMask(byte* attributes, byte* signals);

    [LibraryImport(_library, EntryPoint = "sigfillset")]
    public static partial int SignalsAll(byte* signals);

    [LibraryImport(_library, EntryPoint = "sigemptyset")]
    public static partial int SignalsNone(byte* signals);
}
